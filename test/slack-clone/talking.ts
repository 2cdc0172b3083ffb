import { MANIFEST } from './world.ts';

/** An app that says, reacts and pins, and hears of what others do. */
export const TALKING = {
  ...MANIFEST,
  features: { ...MANIFEST.features, unfurl_domains: ['example.com'] },
  oauth_config: {
    scopes: {
      bot: [
        ...MANIFEST.oauth_config.scopes.bot,
        'app_mentions:read',
        'chat:write.customize',
        'reactions:read',
        'reactions:write',
        'pins:read',
        'pins:write',
        'bookmarks:read',
        'bookmarks:write',
        'links:read',
        'links:write',
      ],
    },
  },
  settings: {
    ...MANIFEST.settings,
    event_subscriptions: {
      bot_events: [
        'message.channels',
        'message.im',
        'app_mention',
        'reaction_added',
        'reaction_removed',
        'pin_added',
        'pin_removed',
        'link_shared',
      ],
    },
  },
};

/** The same app without one of its scopes. */
export function without(scope: string) {
  const bot = TALKING.oauth_config.scopes.bot.filter((each) => each !== scope);
  return { ...TALKING, oauth_config: { scopes: { bot } } };
}
