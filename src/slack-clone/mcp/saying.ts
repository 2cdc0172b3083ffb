import { z } from 'zod';
import { channel_id, message, message_ts } from './inputs.ts';
import { defineTool } from './tool.ts';

/** The tools that change something. */

const thread_ts = message_ts.optional().describe('To answer in the thread of this message.');
const reply_broadcast = z.boolean().default(false).describe('Whether an answer is shown in the channel too.');

export const sendMessage = defineTool({
  name: 'slack_send_message',
  title: 'Send a message',
  description: 'Says something in a channel, a direct message or a thread.',
  effect: 'write',
  method: 'chat.postMessage',
  input: z.object({ channel_id, message, thread_ts, reply_broadcast }),
  run: (call, { channel_id: channel, message: markdown_text, ...rest }) =>
    call('chat.postMessage', { channel, markdown_text, ...rest }),
});

/** Slack's server takes nothing nearer: a person should have the time to call it off. */
const SOONEST_SECONDS = 120;

/** @param seconds what time it is */
export const scheduleMessage = (seconds: () => number) =>
  defineTool({
    name: 'slack_schedule_message',
    title: 'Schedule a message',
    description: 'Has something said later: in two minutes at the earliest, and within 120 days.',
    effect: 'write',
    method: 'chat.scheduleMessage',
    input: z.object({
      channel_id,
      message,
      post_at: z.number().int().describe('When, in Unix seconds.'),
      thread_ts,
      reply_broadcast,
    }),
    async run(call, { channel_id: channel, message: markdown_text, ...rest }) {
      if (rest.post_at < seconds() + SOONEST_SECONDS) return { ok: false, error: 'time_in_past' };
      return call('chat.scheduleMessage', { channel, markdown_text, ...rest });
    },
  });

export const addReaction = defineTool({
  name: 'slack_add_reaction',
  title: 'Add a reaction',
  description: 'Puts an emoji under a message.',
  effect: 'write',
  method: 'reactions.add',
  input: z
    .object({
      channel_id,
      message_ts: message_ts.optional(),
      emoji_name: z.string().optional().describe('Name of an emoji without colons, as thumbsup.'),
      timestamp: z.string().optional().describe('Another name for message_ts.'),
      reaction: z.string().optional().describe('Another name for emoji_name.'),
    })
    .refine((given) => given.message_ts ?? given.timestamp, { path: ['message_ts'], message: 'is missing' })
    .refine((given) => given.emoji_name ?? given.reaction, { path: ['emoji_name'], message: 'is missing' }),
  run: (call, given) =>
    call('reactions.add', {
      channel: given.channel_id,
      timestamp: given.message_ts ?? given.timestamp,
      name: given.emoji_name ?? given.reaction,
    }),
});

export const createConversation = defineTool({
  name: 'slack_create_conversation',
  title: 'Create a channel',
  description: 'Makes a channel, public or private.',
  effect: 'write',
  method: 'conversations.create',
  input: z.object({
    name: z.string().describe('Lower-case letters, digits, - and _, 80 at most.'),
    is_private: z.boolean().default(false),
  }),
  run: (call, input) => call('conversations.create', input),
});

export const postMessage = defineTool({
  name: 'slack_post_message',
  title: 'Post a message',
  description: 'Says something in a channel or a direct message.',
  effect: 'write',
  method: 'chat.postMessage',
  input: z.object({ channel_id, text: z.string().min(1) }),
  run: (call, { channel_id: channel, text }) => call('chat.postMessage', { channel, text }),
});

export const replyToThread = defineTool({
  name: 'slack_reply_to_thread',
  title: 'Reply in a thread',
  description: 'Answers in the thread of a message.',
  effect: 'write',
  method: 'chat.postMessage',
  input: z.object({ channel_id, thread_ts: message_ts, text: z.string().min(1) }),
  run: (call, { channel_id: channel, ...rest }) => call('chat.postMessage', { channel, ...rest }),
});
