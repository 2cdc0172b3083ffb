import { z } from 'zod';
import { SlackError } from '../api/error.ts';
import { type Answer, type Call, defineMethod } from '../api/method.ts';
import { announceChannel } from '../conversations/announce-channel.ts';
import { changeableChannel } from '../conversations/change.ts';
import { shownChannel, visibleChannel } from '../conversations/channel.ts';
import { postNotice } from '../conversations/notice.ts';
import * as channels from '../store/channels.ts';

const TOPIC_SCOPES = ['channels:write.topic', 'groups:write.topic', 'mpim:write.topic', 'im:write.topic'];
const WRITE_SCOPES = ['groups:write', 'im:write', 'mpim:write'];
const NOTE = {
  bot: [...TOPIC_SCOPES, 'channels:manage', ...WRITE_SCOPES],
  user: [...TOPIC_SCOPES, 'channels:write', ...WRITE_SCOPES],
};

/** Characters, of a topic as of a purpose. */
const LONGEST = 250;

/** What it is about now. */
export const conversationsSetTopic = defineMethod({
  name: 'conversations.setTopic',
  tier: 't2',
  scopes: NOTE,
  input: z.object({ channel: z.string(), topic: z.string() }),
  async run(call, { channel, topic }) {
    return note(call, channel, 'topic', topic);
  },
});

/** What it is for; Slack's own pages call it the description. */
export const conversationsSetPurpose = defineMethod({
  name: 'conversations.setPurpose',
  tier: 't2',
  scopes: NOTE,
  input: z.object({ channel: z.string(), purpose: z.string() }),
  async run(call, { channel, purpose }) {
    return note(call, channel, 'purpose', purpose);
  },
});

async function note(
  { workspace, caller }: Call,
  channelId: string,
  which: 'topic' | 'purpose',
  value: string,
): Promise<Answer> {
  const kinds = ['public', 'private', 'mpim'] as const;
  const demand = { scopes: NOTE, kinds, guests: 'user_is_restricted' } as const;
  const channel = await changeableChannel(workspace, caller, channelId, demand);
  if (value.length > LONGEST) throw new SlackError('too_long');
  if (value !== channel[which]) {
    const at = workspace.clock.now();
    const noted = { [which]: value, [`${which}_by`]: caller.userId, [`${which}_at`]: at };
    await channels.note(workspace.db, channel.id, noted, at);
    const text = value === '' ? `cleared the channel ${which}` : `set the channel ${which}: ${value}`;
    const notice = { subtype: `channel_${which}`, text, detail: { [which]: value } };
    await postNotice(workspace, channel.id, caller, notice);
    await announceChannel(workspace, channel.id);
  }
  const after = await visibleChannel(workspace, caller, channel.id);
  return { channel: shownChannel(after, workspace.team.id) };
}
