import { z } from 'zod';
import { structured } from '../api/argument.ts';
import { SlackError } from '../api/error.ts';
import { defineMethod } from '../api/method.ts';
import { unfurl } from '../conversations/unfurl.ts';

/** The message is named by its channel and timestamp, or by what the event link_shared calls it. */
export const chatUnfurl = defineMethod({
  name: 'chat.unfurl',
  tier: 't3',
  scopes: { bot: ['links:write'], user: ['links:write'] },
  input: z.object({
    channel: z.string().optional(),
    ts: z.string().optional(),
    unfurl_id: z.string().optional(),
    source: z.string().optional(),
    unfurls: structured(z.unknown()).optional(),
  }),
  async run(call, { channel, ts, unfurl_id, source, unfurls }) {
    if (unfurls === undefined) throw new SlackError('missing_unfurls');
    const parsed = z.record(z.string(), z.record(z.string(), z.unknown())).safeParse(unfurls);
    if (!parsed.success) throw new SlackError('invalid_unfurls_format');
    const place =
      unfurl_id === undefined ? readPlace(channel, ts) : readUnfurlId(unfurl_id, source ?? 'missing');
    await unfurl(call, place, parsed.data);
    return {};
  },
});

function readPlace(channel: string | undefined, ts: string | undefined) {
  if (channel === undefined) throw new SlackError('missing_channel');
  if (ts === undefined) throw new SlackError('missing_ts');
  return { channel, ts };
}

/** A link in a message that is being written has a source of its own, and none is told of here. */
function readUnfurlId(unfurlId: string, source: string) {
  if (source !== 'conversations_history') throw new SlackError('invalid_source');
  const [, channel, ts] = /^([CDG][A-Z0-9]+)\.(\d{10}\.\d{6})\.[0-9a-f]+$/.exec(unfurlId) ?? [];
  if (channel === undefined || ts === undefined) throw new SlackError('invalid_unfurl_id');
  return { channel, ts };
}
