import { z } from 'zod';

/** Slack's limits: https://docs.slack.dev/reference/app-manifest */
const Command = z.looseObject({
  command: z
    .string()
    .regex(/^\/[^\s/]{1,31}$/, 'starts with a slash and has at most 32 characters, none of them blank'),
  description: z.string().min(1).max(2000),
  usage_hint: z.string().max(1000).default(''),
  should_escape: z.boolean().default(false),
  url: z.url().optional(),
});

/** `global` is offered everywhere, `message` at each message. */
const Shortcut = z.looseObject({
  name: z.string().min(1).max(24),
  type: z.enum(['global', 'message']),
  callback_id: z.string().min(1).max(255),
  description: z.string().min(1).max(150),
});

const scopes = z.array(z.string()).max(255).default([]);

/** An app's manifest, as far as a workspace needs it; the rest is kept as it is. */
const Schema = z
  .looseObject({
    display_information: z.looseObject({ name: z.string().min(1).max(35) }),
    features: z
      .looseObject({
        bot_user: z.looseObject({ display_name: z.string().min(1).max(80) }).optional(),
        app_home: z.looseObject({ home_tab_enabled: z.boolean().default(false) }).prefault({}),
        slash_commands: z.array(Command).max(50).default([]),
        shortcuts: z.array(Shortcut).max(10).default([]),
        unfurl_domains: z.array(z.string()).max(5).default([]),
      })
      .prefault({}),
    oauth_config: z
      .looseObject({
        redirect_urls: z.array(z.string().max(2500)).max(1000).default([]),
        scopes: z.looseObject({ bot: scopes, user: scopes }).prefault({}),
      })
      .prefault({}),
    settings: z
      .looseObject({
        interactivity: z
          .looseObject({
            is_enabled: z.boolean(),
            request_url: z.url().optional(),
            message_menu_options_url: z.url().optional(),
          })
          .optional(),
        event_subscriptions: z
          .looseObject({
            request_url: z.url().optional(),
            bot_events: z.array(z.string()).max(100).default([]),
            user_events: z.array(z.string()).max(100).default([]),
          })
          .prefault({}),
        socket_mode_enabled: z.boolean().default(false),
      })
      .prefault({}),
  })
  .refine(
    ({ features, oauth_config }) =>
      features.slash_commands.length + features.shortcuts.length === 0 ||
      oauth_config.scopes.bot.includes('commands'),
    {
      path: ['oauth_config', 'scopes', 'bot'],
      message: 'slash commands and shortcuts need the bot scope `commands`',
    },
  );

/** What is installed: with the addresses filled in where the manifest has none. Null: nowhere but by a socket. */
export interface Manifest {
  name: string;
  botName: string;
  homeTab: boolean;
  commands: {
    command: string;
    description: string;
    usage_hint: string;
    should_escape: boolean;
    url: string | null;
  }[];
  redirectUrls: string[];
  shortcuts: { name: string; type: 'global' | 'message'; callback_id: string; description: string }[];
  botScopes: string[];
  userScopes: string[];
  /** Null: interactivity is off. */
  interactivityUrl: string | null;
  optionsUrl: string | null;
  /** The types of what the app wants to be told of. */
  botEvents: string[];
  userEvents: string[];
  eventsUrl: string | null;
  /** Whether the app is told over a socket, while it has one open. */
  socketMode: boolean;
  /** Links to these, and to what is under them, are told to the app. */
  unfurlDomains: string[];
}

/**
 * With Socket Mode on and no `requestUrl`, addresses count for nothing, as in Slack.
 * @param requestUrl where the app listens, for every address that the manifest leaves out; null where nobody said it
 */
export function readManifest(raw: unknown, requestUrl: string | null): Manifest {
  const parsed = Schema.safeParse(raw);
  if (!parsed.success) throw new Error(`The manifest cannot be installed: ${z.prettifyError(parsed.error)}`);
  const { display_information, features, oauth_config, settings } = parsed.data;
  const { interactivity, event_subscriptions, socket_mode_enabled } = settings;
  const bySocketAlone = socket_mode_enabled && requestUrl === null;
  const at = (given: string | undefined) => (bySocketAlone ? null : (given ?? requestUrl));
  const interactivityUrl = interactivity?.is_enabled ? at(interactivity.request_url) : null;
  return {
    name: display_information.name,
    botName: features.bot_user?.display_name ?? display_information.name,
    homeTab: features.app_home.home_tab_enabled,
    commands: features.slash_commands.map(({ command, description, usage_hint, should_escape, url }) => ({
      command,
      description,
      usage_hint,
      should_escape,
      url: at(url),
    })),
    redirectUrls: oauth_config.redirect_urls,
    shortcuts: features.shortcuts.map(({ name, type, callback_id, description }) => ({
      name,
      type,
      callback_id,
      description,
    })),
    botScopes: oauth_config.scopes.bot,
    userScopes: oauth_config.scopes.user,
    interactivityUrl,
    optionsUrl: interactivity?.message_menu_options_url ?? interactivityUrl,
    unfurlDomains: features.unfurl_domains,
    botEvents: event_subscriptions.bot_events,
    userEvents: event_subscriptions.user_events,
    eventsUrl: at(event_subscriptions.request_url),
    socketMode: socket_mode_enabled,
  };
}
