import { z } from 'zod';
import { flag, timestamp } from '../api/argument.ts';
import { SlackError } from '../api/error.ts';
import { defineMethod } from '../api/method.ts';
import { contentFields, LONGEST_TEXT, readContent } from '../conversations/content.ts';
import { authorOf } from '../conversations/message.ts';
import { metadataField, readMetadata } from '../conversations/metadata.ts';
import { personaFields, readPersona } from '../conversations/persona.ts';
import { changeMessage, deleteMessage, postMessage, showEphemeral } from '../conversations/post.ts';
import { namingFields, readNames, readSaid, saidFields } from '../conversations/said.ts';
import { ownMessage, threadOf, writableChannel } from '../conversations/writable.ts';
import * as channelMembers from '../store/channel-members.ts';

export const WRITE = { bot: ['chat:write'], user: ['chat:write'] };

export const chatPostMessage = defineMethod({
  name: 'chat.postMessage',
  tier: 't5',
  scopes: WRITE,
  input: z.object(saidFields),
  async run({ workspace, caller }, raw) {
    const { said, cut } = await readSaid({ workspace, caller }, raw);
    const channel = await writableChannel(workspace, caller, raw.channel);
    const thread_ts = await threadOf(workspace, channel.id, raw.thread_ts);
    const message = await postMessage(workspace, channel.id, authorOf(caller), { ...said, thread_ts });
    return { channel: channel.id, ts: message.ts, message, ...(cut && { warning: 'message_truncated' }) };
  },
});

/** As `/me waves` is shown. It has text and nothing else. */
export const chatMeMessage = defineMethod({
  name: 'chat.meMessage',
  tier: 't3',
  scopes: WRITE,
  input: z.object({ channel: z.string(), text: z.string().default('') }),
  async run({ workspace, caller }, { channel: name, text }) {
    if (text === '') throw new SlackError('no_text');
    if (text.length > LONGEST_TEXT) throw new SlackError('msg_too_long');
    const channel = await writableChannel(workspace, caller, name);
    const said = { text, blocks: null, subtype: 'me_message' as const };
    const { ts } = await postMessage(workspace, channel.id, authorOf(caller), said);
    return { channel: channel.id, ts };
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
    ...personaFields,
    ...namingFields,
    thread_ts: timestamp.optional(),
  }),
  async run({ workspace, caller }, { channel: name, user, thread_ts, ...raw }) {
    const content = readContent(raw, workspace.random);
    const text = await readNames({ workspace, caller }, content.text, raw);
    const channel = await writableChannel(workspace, caller, name, false);
    const inside = await channelMembers.includes(workspace.db, channel.id, user);
    if (!inside) throw new SlackError('user_not_in_channel');
    // An ephemeral comes from an app; a person's own client belongs to none.
    if (caller.appId === null) throw new SlackError('not_allowed_token_type');
    const author = { ...authorOf(caller), appId: caller.appId };
    const shown = { ...content, text, thread_ts, persona: readPersona(caller, raw) };
    return { message_ts: showEphemeral(workspace, { channel: channel.id, userId: user, author }, shown) };
  },
});

/**
 * Text and blocks are replaced together: what is left out of the two is gone. Attachments and metadata that are left
 * out stay, and so do text and blocks when there are only attachments.
 */
export const chatUpdate = defineMethod({
  name: 'chat.update',
  tier: 't3',
  scopes: WRITE,
  input: z.object({
    channel: z.string(),
    ts: timestamp,
    ...contentFields,
    ...namingFields,
    metadata: metadataField,
    reply_broadcast: flag.default(false),
  }),
  async run({ workspace, caller }, { channel: name, ts, reply_broadcast, ...raw }) {
    const metadata = readMetadata(raw.metadata);
    const { text, blocks, attachments } = readContent(raw, workspace.random);
    const onlyBelow = text === '' && blocks === null;
    const content = onlyBelow
      ? { attachments }
      : { text: await readNames({ workspace, caller }, text, raw), blocks, attachments };
    const own = await ownMessage(workspace, caller, { name, ts, refusal: 'cant_update_message' });
    if (reply_broadcast && own.thread_ts === null) throw new SlackError('cant_broadcast_message');
    const subtype = reply_broadcast ? ('thread_broadcast' as const) : undefined;
    const edit = { ...content, metadata, subtype, by: caller.userId };
    const message = await changeMessage(workspace, own.channel_id, ts, edit);
    if (!message) throw new SlackError('message_not_found');
    return { channel: own.channel_id, ts, text: message.text, message };
  },
});

export const chatDelete = defineMethod({
  name: 'chat.delete',
  tier: 't3',
  scopes: WRITE,
  input: z.object({ channel: z.string(), ts: timestamp }),
  async run({ workspace, caller }, { channel: name, ts }) {
    const own = await ownMessage(workspace, caller, { name, ts, refusal: 'cant_delete_message' });
    await deleteMessage(workspace, own.channel_id, ts);
    return { channel: own.channel_id, ts };
  },
});
