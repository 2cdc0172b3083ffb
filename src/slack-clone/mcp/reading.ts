import { z } from 'zod';
import { channel_id, cursor, limit, message_ts, user_id } from './inputs.ts';
import { defineTool } from './tool.ts';

/** The tools that read one thing that is known by its id. */

const oldest = z.string().optional().describe('Only what was said after this timestamp.');
const latest = z.string().optional().describe('Only what was said before this timestamp.');

export const readChannel = defineTool({
  name: 'slack_read_channel',
  title: 'Read a channel',
  description: 'What was said in a channel or a direct message, the newest first.',
  effect: 'read',
  method: 'conversations.history',
  input: z.object({ channel_id, limit: limit(100, 50), cursor, oldest, latest }),
  run: (call, { channel_id: channel, ...rest }) => call('conversations.history', { channel, ...rest }),
});

export const readThread = defineTool({
  name: 'slack_read_thread',
  title: 'Read a thread',
  description: 'A message and the answers to it, the oldest first.',
  effect: 'read',
  method: 'conversations.replies',
  input: z.object({ channel_id, message_ts, limit: limit(1000, 100), cursor }),
  run: (call, { channel_id: channel, message_ts: ts, ...rest }) =>
    call('conversations.replies', { channel, ts, ...rest }),
});

export const readUserProfile = defineTool({
  name: 'slack_read_user_profile',
  title: 'Read a profile',
  description: 'Who somebody is: name, time zone, role.',
  effect: 'read',
  method: 'users.info',
  input: z.object({ user_id }),
  run: (call, { user_id: user }) => call('users.info', { user }),
});

export const readFile = defineTool({
  name: 'slack_read_file',
  title: 'Read about a file',
  description: 'What a file is called, how large it is, who shared it, and where it is loaded from.',
  effect: 'read',
  method: 'files.info',
  input: z.object({ file_id: z.string().describe('Id of a file, as F0123456789.') }),
  run: (call, { file_id: file }) => call('files.info', { file }),
});

export const listChannelMembers = defineTool({
  name: 'slack_list_channel_members',
  title: 'List who is in a channel',
  description: 'The ids of the people and bots in a conversation.',
  effect: 'read',
  method: 'conversations.members',
  input: z.object({ channel_id, limit: limit(1000, 100), cursor }),
  run: (call, { channel_id: channel, ...rest }) => call('conversations.members', { channel, ...rest }),
});

export const getReactions = defineTool({
  name: 'slack_get_reactions',
  title: 'Get the reactions to a message',
  description: 'Which emoji stand under a message, and whose they are.',
  effect: 'read',
  method: 'reactions.get',
  input: z.object({ channel_id, message_ts }),
  run: (call, { channel_id: channel, message_ts: timestamp }) =>
    call('reactions.get', { channel, timestamp, full: true }),
});

export const listChannels = defineTool({
  name: 'slack_list_channels',
  title: 'List the channels',
  description: 'The public channels, page by page.',
  effect: 'read',
  method: 'conversations.list',
  input: z.object({ limit: limit(200, 100), cursor }),
  run: (call, input) => call('conversations.list', { ...input, exclude_archived: true }),
});

export const getChannelHistory = defineTool({
  name: 'slack_get_channel_history',
  title: 'Get the history of a channel',
  description: 'The latest messages of a channel.',
  effect: 'read',
  method: 'conversations.history',
  input: z.object({ channel_id, limit: limit(100, 10) }),
  run: (call, { channel_id: channel, ...rest }) => call('conversations.history', { channel, ...rest }),
});

export const getThreadReplies = defineTool({
  name: 'slack_get_thread_replies',
  title: 'Get the replies of a thread',
  description: 'A message and the answers to it.',
  effect: 'read',
  method: 'conversations.replies',
  input: z.object({ channel_id, thread_ts: message_ts }),
  run: (call, { channel_id: channel, thread_ts: ts }) => call('conversations.replies', { channel, ts }),
});

export const getUsers = defineTool({
  name: 'slack_get_users',
  title: 'Get the members',
  description: 'Everybody in the workspace, bots too, page by page.',
  effect: 'read',
  method: 'users.list',
  input: z.object({ cursor, limit: limit(200, 100) }),
  run: (call, input) => call('users.list', input),
});

export const getUserProfile = defineTool({
  name: 'slack_get_user_profile',
  title: 'Get a profile',
  description: 'The profile of somebody: names, title, status.',
  effect: 'read',
  method: 'users.profile.get',
  input: z.object({ user_id }),
  run: (call, { user_id: user }) => call('users.profile.get', { user }),
});
