import { z } from 'zod';
import { flag, timestamp } from '../api/argument.ts';
import type { Caller } from '../api/caller.ts';
import { SlackError } from '../api/error.ts';
import { defineMethod } from '../api/method.ts';
import { visibleChannel } from '../conversations/channel.ts';
import { contentFields, LONGEST_TEXT, readContent } from '../conversations/content.ts';
import { openDirect } from '../conversations/direct.ts';
import type { Author } from '../conversations/message.ts';
import { metadataField, readMetadata } from '../conversations/metadata.ts';
import { changeMessage, deleteMessage, postMessage, showEphemeral } from '../conversations/post.ts';
import * as channels from '../store/channels.ts';
import type { SeenChannel } from '../store/channels.ts';
import * as channelMembers from '../store/channel-members.ts';
import * as messages from '../store/messages.ts';
import type { Workspace } from '../workspace.ts';

const WRITE = { bot: ['chat:write'], user: ['chat:write'] };

export const chatPostMessage = defineMethod({
  name: 'chat.postMessage',
  tier: 't5',
  scopes: WRITE,
  input: z.object({
    channel: z.string(),
    ...contentFields,
    metadata: metadataField,
    thread_ts: timestamp.optional(),
    reply_broadcast: flag.default(false),
  }),
  async run({ workspace, caller }, { channel: name, thread_ts, ...raw }) {
    const text = raw.text?.slice(0, LONGEST_TEXT);
    const metadata = readMetadata(raw.metadata);
    const content = { ...readContent({ ...raw, text }, workspace.random), metadata, thread_ts };
    const channel = await writableChannel(workspace, caller, name);
    if (thread_ts !== undefined && !(await messages.find(workspace.db, channel.id, thread_ts))) {
      throw new SlackError('thread_not_found');
    }
    const message = await postMessage(workspace, channel.id, authorOf(caller), content);
    const cut = text !== raw.text && { warning: 'message_truncated' };
    return { channel: channel.id, ts: message.ts, message, ...cut };
  },
});

/** Shown to one member of the channel, and kept nowhere: not in the history, not in the database. */
export const chatPostEphemeral = defineMethod({
  name: 'chat.postEphemeral',
  tier: 't4',
  scopes: WRITE,
  input: z.object({
    channel: z.string(),
    user: z.string(),
    ...contentFields,
    thread_ts: timestamp.optional(),
  }),
  async run({ workspace, caller }, { channel: name, user, ...raw }) {
    const content = readContent(raw, workspace.random);
    const channel = await writableChannel(workspace, caller, name);
    const inside = await channelMembers.includes(workspace.db, channel.id, user);
    if (!inside) throw new SlackError('user_not_in_channel');
    // An ephemeral comes from an app; a person's own client belongs to none.
    if (caller.appId === null) throw new SlackError('not_allowed_token_type');
    const author = { ...authorOf(caller), appId: caller.appId };
    return { message_ts: showEphemeral(workspace, { channel: channel.id, userId: user, author }, content) };
  },
});

/** Text and blocks are replaced together: what is left out is gone. Metadata that is left out stays. */
export const chatUpdate = defineMethod({
  name: 'chat.update',
  tier: 't3',
  scopes: WRITE,
  input: z.object({ channel: z.string(), ts: timestamp, ...contentFields, metadata: metadataField }),
  async run({ workspace, caller }, { channel: name, ts, ...raw }) {
    const metadata = readMetadata(raw.metadata);
    const content = { ...readContent(raw, workspace.random), metadata };
    const channel = await ownMessage(workspace, caller, { name, ts, refusal: 'cant_update_message' });
    const message = await changeMessage(workspace, channel.id, ts, { ...content, by: caller.userId });
    if (!message) throw new SlackError('message_not_found');
    return { channel: channel.id, ts, text: message.text, message };
  },
});

export const chatDelete = defineMethod({
  name: 'chat.delete',
  tier: 't3',
  scopes: WRITE,
  input: z.object({ channel: z.string(), ts: timestamp }),
  async run({ workspace, caller }, { channel: name, ts }) {
    const channel = await ownMessage(workspace, caller, { name, ts, refusal: 'cant_delete_message' });
    await deleteMessage(workspace, channel.id, ts);
    return { channel: channel.id, ts };
  },
});

function authorOf({ userId, botId, appId }: Caller): Author {
  return { userId, botId, appId };
}

/** Where the caller may say something. @throws channel_not_found, not_in_channel or is_archived */
export async function writableChannel(
  workspace: Workspace,
  caller: Caller,
  name: string,
): Promise<SeenChannel> {
  const id = await channelIdOf(workspace, caller, name);
  const channel = await visibleChannel(workspace, caller, id);
  if (channel.is_member !== true) throw new SlackError('not_in_channel');
  if (channel.is_archived) throw new SlackError('is_archived');
  return channel;
}

/** A user's id stands for the direct message with that user; of channels, the name is enough. */
async function channelIdOf(workspace: Workspace, caller: Caller, name: string): Promise<string> {
  if (/^U[A-Z0-9]{8,}$/.test(name)) return (await openDirect(workspace, caller, name)).id;
  if (/^[A-Z][A-Z0-9]{8,}$/.test(name)) return name;
  const named = (await channels.publicNames(workspace.db)).find(
    (each) => each.name === name.replace(/^#/, ''),
  );
  if (!named) throw new SlackError('channel_not_found');
  return named.id;
}

interface Wanted {
  name: string;
  ts: string;
  refusal: 'cant_update_message' | 'cant_delete_message';
}

/** Nobody changes what somebody else has said. */
async function ownMessage(
  workspace: Workspace,
  caller: Caller,
  { name, ts, refusal }: Wanted,
): Promise<SeenChannel> {
  const channel = await visibleChannel(workspace, caller, name);
  const message = await messages.find(workspace.db, channel.id, ts);
  if (!message) throw new SlackError('message_not_found');
  if (message.member_id !== caller.userId) throw new SlackError(refusal);
  return channel;
}
