/** Where a message is in Slack's own client. A reply names its thread too. */
export function permalink(
  { url }: { url: string },
  { channel_id, ts, thread_ts }: { channel_id: string; ts: string; thread_ts: string | null },
): string {
  const link = `${url}/archives/${channel_id}/p${ts.replace('.', '')}`;
  return thread_ts === null || thread_ts === ts ? link : `${link}?thread_ts=${thread_ts}&cid=${channel_id}`;
}
