import { z } from 'zod';
import { wordsFor } from './scope-words.ts';

/** What is wrong with a manifest, and where, as Slack says it. */
export interface ManifestFault {
  message: string;
  /** A JSON pointer. */
  pointer: string;
}

/** As long and as many as Slack's own schema allows; what that does not know is refused, as a slip of the pen would be. */
const url = (longest: number) =>
  z
    .string()
    .max(longest)
    .regex(/^https?:\/\//, 'must begin with http:// or https://')
    .refine((text) => URL.canParse(text), 'must be an address');
const words = (longest: number) => z.string().min(1).max(longest);
const flag = z.boolean().optional();
const unique = (items: z.ZodString, most: number) =>
  z
    .array(items)
    .max(most)
    .refine((all) => new Set(all).size === all.length, 'must not say anything twice');

const Command = z.strictObject({
  command: words(32).regex(/^\/[^\s/]+$/, 'must begin with a slash and have no blanks in it'),
  url: url(3000).optional(),
  description: words(2000),
  usage_hint: words(1000).optional(),
  should_escape: flag,
});

const Shortcut = z.strictObject({
  name: words(24),
  type: z.enum(['message', 'global']),
  callback_id: words(255),
  description: words(150),
});

const Features = z.strictObject({
  app_home: z
    .strictObject({
      home_tab_enabled: flag,
      messages_tab_enabled: flag,
      messages_tab_read_only_enabled: flag,
    })
    .optional(),
  bot_user: z.strictObject({ display_name: words(80), always_online: flag }).optional(),
  shortcuts: z.array(Shortcut).min(1).max(10).optional(),
  slash_commands: z.array(Command).min(1).max(50).optional(),
  unfurl_domains: unique(words(255), 5).optional(),
  functions: z.unknown().optional(),
  workflow_steps: z.unknown().optional(),
  assistant_view: z.unknown().optional(),
  agent_view: z.unknown().optional(),
  code_channels: z.unknown().optional(),
});

const Oauth = z.strictObject({
  redirect_urls: unique(z.string().max(2500), 1000).optional(),
  scopes: z
    .strictObject({
      bot: z.array(words(50)).max(255).optional(),
      user: z.array(words(50)).max(255).optional(),
      bot_optional: z.array(words(50)).max(255).optional(),
      user_optional: z.array(words(50)).max(255).optional(),
    })
    .optional(),
  token_management_enabled: flag,
  pkce_enabled: flag,
});

const Settings = z.strictObject({
  allowed_ip_address_ranges: z.array(z.string()).min(1).max(50).optional(),
  event_subscriptions: z
    .strictObject({
      request_url: url(3500).optional(),
      bot_events: unique(words(50), 100).optional(),
      user_events: unique(words(50), 100).optional(),
      metadata_subscriptions: z.unknown().optional(),
    })
    .optional(),
  incoming_webhooks: z.strictObject({ incoming_webhooks_enabled: flag }).optional(),
  interactivity: z
    .strictObject({
      is_enabled: z.boolean(),
      request_url: url(3500).optional(),
      message_menu_options_url: url(3500).optional(),
    })
    .optional(),
  org_deploy_enabled: flag,
  socket_mode_enabled: flag,
  token_rotation_enabled: flag,
  is_hosted: flag,
  is_mcp_enabled: flag,
  siws_links: z.unknown().optional(),
  hermes_app_type: z.string().optional(),
  function_runtime: z.string().optional(),
});

const Manifest = z.strictObject({
  $schema: z.string().optional(),
  _metadata: z
    .strictObject({
      schema_version: z.int().optional(),
      min_version: z.int().optional(),
      major_version: z.int().optional(),
      minor_version: z.int().optional(),
    })
    .optional(),
  display_information: z.strictObject({
    name: words(35),
    description: words(140).optional(),
    background_color: z
      .string()
      .regex(/^#[\da-f]{3}(?:[\da-f]{3})?$/i, 'must be a colour as #000 or #000000')
      .optional(),
    long_description: z.string().min(175).max(4000).optional(),
  }),
  features: Features.optional(),
  oauth_config: Oauth.optional(),
  settings: Settings.optional(),
  app_directory: z.unknown().optional(),
  functions: z.unknown().optional(),
  workflows: z.unknown().optional(),
  datastores: z.unknown().optional(),
  outgoing_domains: z.unknown().optional(),
  types: z.unknown().optional(),
  external_auth_providers: z.unknown().optional(),
  mcp_servers: z.unknown().optional(),
});
type Manifest = z.infer<typeof Manifest>;

/** Empty: the manifest is in order. @param listens whether somebody said where the app listens, beside the manifest */
export function faultsOf(source: unknown, listens = false): ManifestFault[] {
  const parsed = Manifest.safeParse(source);
  if (!parsed.success) return parsed.error.issues.flatMap(tell);
  const manifest = parsed.data;
  const reachable = listens || manifest.settings?.socket_mode_enabled === true;
  return [
    ...scopeFaults(manifest),
    ...commandFaults(manifest),
    ...(reachable ? [] : addressFaults(manifest)),
  ];
}

function tell(issue: z.core.$ZodIssue): ManifestFault[] {
  const pointer = `/${issue.path.map(String).join('/')}`;
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      message: 'is no field of a manifest',
      pointer: `${pointer === '/' ? '' : pointer}/${key}`,
    }));
  const missing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
  return [{ message: missing ? 'is missing' : lowerFirst(issue.message), pointer }];
}

function scopeFaults({ oauth_config }: Manifest): ManifestFault[] {
  const { bot = [], user = [] } = oauth_config?.scopes ?? {};
  return [...unknownScopes('bot', bot), ...unknownScopes('user', user)];
}

function unknownScopes(kind: 'bot' | 'user', scopes: string[]): ManifestFault[] {
  return scopes.flatMap((scope, index) =>
    wordsFor(kind, scope) === undefined
      ? [{ message: `is no scope of a ${kind} token`, pointer: `/oauth_config/scopes/${kind}/${index}` }]
      : [],
  );
}

function commandFaults({ features, oauth_config }: Manifest): ManifestFault[] {
  const commands = features?.slash_commands ?? [];
  const names = commands.map(({ command }) => command);
  const faults = names.flatMap((name, index) =>
    names.indexOf(name) < index
      ? [{ message: 'is there twice', pointer: `/features/slash_commands/${index}/command` }]
      : [],
  );
  const needsScope = commands.length > 0 || (features?.shortcuts ?? []).length > 0;
  const has = oauth_config?.scopes?.bot?.includes('commands') === true;
  if (needsScope && !has)
    faults.push({
      message: 'Slash commands and shortcuts need the bot scope commands',
      pointer: '/oauth_config/scopes/bot',
    });
  return faults;
}

/** Slack's own sentences for what cannot be reached. */
function addressFaults({ features, settings }: Manifest): ManifestFault[] {
  const { event_subscriptions: events, interactivity } = settings ?? {};
  const faults = (features?.slash_commands ?? []).flatMap(({ url: address }, index) =>
    address === undefined
      ? [
          {
            message: 'Slash Command requires a Request URL',
            pointer: `/features/slash_commands/${index}/url`,
          },
        ]
      : [],
  );
  const subscribes = (events?.bot_events?.length ?? 0) + (events?.user_events?.length ?? 0) > 0;
  if (subscribes && events?.request_url === undefined)
    faults.push({
      message: 'Event Subscription requires either Request URL or Socket Mode Enabled',
      pointer: '/settings/event_subscriptions',
    });
  if (interactivity?.is_enabled === true && interactivity.request_url === undefined)
    faults.push({ message: 'Interactivity requires a Request URL', pointer: '/settings/interactivity' });
  return faults;
}

function lowerFirst(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
