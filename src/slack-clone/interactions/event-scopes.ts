/** What a subscription needs, where it is not what all of its family need. One of several is enough. */
const OF_ONE: Readonly<Record<string, readonly string[]>> = {
  'message.channels': ['channels:history'],
  'message.groups': ['groups:history'],
  'message.im': ['im:history'],
  'message.mpim': ['mpim:history'],
  app_mention: ['app_mentions:read'],
  channel_history_changed: ['channels:history', 'groups:history', 'mpim:history'],
  group_history_changed: ['groups:history'],
  im_history_changed: ['im:history'],
  member_joined_channel: ['channels:read', 'groups:read'],
  member_left_channel: ['channels:read', 'groups:read'],
  team_join: ['users:read'],
};

/** The same for all that begin with it. What is in neither list, as `app_home_opened`, needs nothing. */
const OF_FAMILY: Readonly<Record<string, readonly string[]>> = {
  channel: ['channels:read'],
  emoji: ['emoji:read'],
  file: ['files:read'],
  group: ['groups:read'],
  im: ['im:read'],
  link: ['links:read'],
  pin: ['pins:read'],
  reaction: ['reactions:read'],
  subteam: ['usergroups:read'],
  team: ['team:read'],
  user: ['users:read'],
};

/** Whether these scopes let a bot hear what its app subscribes to. */
export function mayHear(scopes: readonly string[], subscription: string): boolean {
  const [family = ''] = subscription.split('_');
  const anyOf = OF_ONE[subscription] ?? OF_FAMILY[family];
  return anyOf?.some((scope) => scopes.includes(scope)) ?? true;
}
