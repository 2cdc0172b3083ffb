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

const scopes = z.array(z.string()).max(255).default([]);

/** An app's manifest, as far as a workspace needs it; the rest is kept as it is. */
const Schema = z
  .looseObject({
    display_information: z.looseObject({ name: z.string().min(1).max(35) }),
    features: z.looseObject({
      bot_user: z.looseObject({ display_name: z.string().min(1).max(80) }),
      app_home: z.looseObject({ home_tab_enabled: z.boolean().default(false) }).prefault({}),
      slash_commands: z.array(Command).max(50).default([]),
      unfurl_domains: z.array(z.string()).max(5).default([]),
    }),
    oauth_config: z.looseObject({ scopes: z.looseObject({ bot: scopes, user: scopes }) }),
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
          })
          .prefault({}),
      })
      .prefault({}),
  })
  .refine(
    ({ features, oauth_config }) =>
      features.slash_commands.length === 0 || oauth_config.scopes.bot.includes('commands'),
    {
      path: ['oauth_config', 'scopes', 'bot'],
      message: 'slash commands need the bot scope `commands`',
    },
  );

/** What is installed: with the addresses filled in where the manifest has none. */
export interface Manifest {
  name: string;
  botName: string;
  homeTab: boolean;
  commands: {
    command: string;
    description: string;
    usage_hint: string;
    should_escape: boolean;
    url: string;
  }[];
  botScopes: string[];
  userScopes: string[];
  /** Null: interactivity is off. */
  interactivityUrl: string | null;
  optionsUrl: string | null;
  /** The types of what the app wants to be told of. */
  botEvents: string[];
  /** Links to these, and to what is under them, are told to the app. */
  unfurlDomains: string[];
  eventsUrl: string;
}

/** @param requestUrl where the app listens, for every address that the manifest leaves out (Socket Mode needs none). */
export function readManifest(raw: unknown, requestUrl: string): Manifest {
  const parsed = Schema.safeParse(raw);
  if (!parsed.success) throw new Error(`The manifest cannot be installed: ${z.prettifyError(parsed.error)}`);
  const { display_information, features, oauth_config, settings } = parsed.data;
  const { interactivity, event_subscriptions } = settings;
  const interactivityUrl = interactivity?.is_enabled ? (interactivity.request_url ?? requestUrl) : null;
  return {
    name: display_information.name,
    botName: features.bot_user.display_name,
    homeTab: features.app_home.home_tab_enabled,
    commands: features.slash_commands.map(({ command, description, usage_hint, should_escape, url }) => ({
      command,
      description,
      usage_hint,
      should_escape,
      url: url ?? requestUrl,
    })),
    botScopes: oauth_config.scopes.bot,
    userScopes: oauth_config.scopes.user,
    interactivityUrl,
    optionsUrl: interactivity?.message_menu_options_url ?? interactivityUrl,
    unfurlDomains: features.unfurl_domains,
    botEvents: event_subscriptions.bot_events,
    eventsUrl: event_subscriptions.request_url ?? requestUrl,
  };
}
