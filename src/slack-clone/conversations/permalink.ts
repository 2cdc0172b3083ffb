import type { Workspace } from '../workspace.ts';

/** Where a message can be looked at. Of a reply, with its thread, as in Slack's own. */
export function permalinkOf(
  { address }: Workspace,
  message: { channel_id: string; ts: string; thread_ts: string | null },
): string {
  const { channel_id: channel, ts, thread_ts: thread } = message;
  const link = `${address.url}/archives/${channel}/p${ts.replace('.', '')}`;
  return thread === null ? link : `${link}?thread_ts=${thread}&cid=${channel}`;
}
