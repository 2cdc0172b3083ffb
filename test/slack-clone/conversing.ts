import { MANIFEST, type World } from './world.ts';

/** All that a bot may ask of conversations, and to be told of all that happens to them. */
const SCOPES =
  'channels:manage channels:read channels:history channels:join groups:read groups:write groups:history im:read im:write im:history mpim:read mpim:write mpim:history chat:write commands users:read';
const EVENTS =
  'channel_created channel_rename channel_archive channel_unarchive channel_left member_joined_channel member_left_channel message.channels im_created im_open im_close';
export const WIDE = {
  ...MANIFEST,
  oauth_config: { scopes: { bot: SCOPES.split(' ') } },
  settings: { ...MANIFEST.settings, event_subscriptions: { bot_events: EVENTS.split(' ') } },
};

/** What the app heard, as `type` or `message channel_join`. */
export function listen({ bolt }: World): Record<string, unknown>[] {
  const heard: Record<string, unknown>[] = [];
  bolt.event(/.*/, async ({ event }) => void heard.push({ ...event }));
  return heard;
}

export async function idOf(world: World, name: string): Promise<string> {
  const { members = [] } = await world.bot.users.list({});
  return members.find((member) => member.name === name)?.id ?? '';
}

export async function generalOf(world: World): Promise<string> {
  const { channels = [] } = await world.bot.conversations.list();
  return channels.find(({ is_general }) => is_general)?.id ?? '';
}
