// The law of the house: who may import whom, and which few files may do what the others may not. `house-check.ts`
// holds it against the sources; a file or folder is named as it stands under src.

/** Which parts a part may import. */
export const parts: Readonly<Record<string, readonly string[]>> = {
  core: [],
  store: ['core'],
  commands: ['core', 'store'],
  jobs: ['core', 'store', 'commands'],
  surfaces: ['core', 'commands'],
  'slack-clone': [],
};

/** These tie the parts together and may import anything. No other file stands outside of a part. */
export const free = [
  'app.ts',
  'bind.ts',
  'botmint.ts',
  'checkout.ts',
  'checks.ts',
  'clone-catalogue.ts',
  'clones.ts',
  'config.ts',
  'data-folder.ts',
  'deps.ts',
  'main.ts',
  'matrix-registration.ts',
  'matrix.ts',
  'slack-manifest.ts',
  'slack.ts',
  'system.ts',
  'telemetry.ts',
  'terminal.ts',
  'tracing.ts',
];

/** A surface shares the files of `surfaces/` with the others, and nobody but the free imports what is inside of it. */
export const surface = /^surfaces\/[^/]+\//;

/** The page runs in a browser: it imports itself, preact and these as types, and nobody imports it. */
export const page = 'slack-clone/page/';
export const typesForThePage = ['slack-clone/protocol.ts', '@slack/types'];

/** Where each package may be imported; one that is not listed may be imported nowhere. */
export const packages: Readonly<Record<string, readonly string[]>> = {
  zod: ['*'],
  jose: ['core/', 'slack-clone/'],
  pg: ['store/', 'slack-clone/store/'],
  kysely: ['store/', 'slack-clone/store/'],
  bullmq: ['jobs/'],
  ioredis: ['jobs/queue.ts', 'store/limits.ts'],
  fastify: ['surfaces/rest/', 'surfaces/server.ts', 'slack-clone/'],
  yaml: [
    'slack-manifest.ts',
    'slack-clone/fixtures/',
    'slack-clone/install/',
    'surfaces/matrix/registration.ts',
  ],
  esbuild: ['slack-clone/'],
  ws: ['slack-clone/http/'],
  preact: ['slack-clone/page/'],
  undici: ['jobs/webhooks/exchange.ts', 'jobs/webhooks/way.ts'],
  'ipaddr.js': ['core/'],
  'prom-client': ['telemetry.ts'],
  '@opentelemetry/api': ['tracing.ts'],
  '@opentelemetry/sdk-trace': ['tracing.ts'],
  '@opentelemetry/resources': ['tracing.ts'],
  '@opentelemetry/exporter-trace-otlp-http': ['tracing.ts'],
  '@slack/bolt': ['surfaces/slack/'],
  '@slack/socket-mode': ['surfaces/slack/'],
  '@slack/web-api': ['surfaces/slack/'],
  '@slack/types': ['surfaces/slack/', 'slack-clone/'],
  'matrix-js-sdk': ['surfaces/matrix/'],
  '@modelcontextprotocol/server': ['surfaces/mcp/', 'slack-clone/'],
};

/** What the core may use of Node: it computes, and reaches nothing. */
export const nodeInCore = ['node:buffer', 'node:crypto', 'node:net', 'node:util', 'node:zlib'];

interface Reserved {
  what: string;
  pattern: RegExp;
  files: readonly string[];
}

/** What only the files listed may do. One that is listed and has stopped doing it is a breach as well. */
export const reserved: readonly Reserved[] = [
  {
    what: 'reveals a secret',
    pattern: /\.reveal\(/,
    files: [
      'core/jwt.ts',
      'core/jwt-keys.ts',
      // Headers of a webhook's own.
      'core/webhook-request.ts',
      'core/webhook-signature.ts',
      'core/seal.ts',
      'core/signing-keys.ts',
      'core/tokens.ts',
      // What the command line shows to the server that it was made for, and keeps for it.
      'surfaces/cli/connect.ts',
      'surfaces/cli/door.ts',
      'surfaces/cli/login.ts',
      // By which the operator is known, for who may read the folder.
      'data-folder.ts',
      // MCP over stdio shows it to the server.
      'surfaces/cli/bridge.ts',
      // Where a token is shown, once.
      'surfaces/rest/routes.ts',
      // Where a token is shown, in a room of two; it is redacted soon.
      'surfaces/matrix/dress.ts',
      // What was answered so far is sealed.
      'commands/matrix-prompts.ts',
      // The homeserver wants ours with each request.
      'surfaces/matrix/requests.ts',
      // The homeserver's own copy of both tokens.
      'surfaces/matrix/registration.ts',
      'surfaces/slack/blocks.ts',
      // Slack's own, which Bolt and its clients want as text.
      'surfaces/slack/clients.ts',
      'surfaces/slack/install.ts',
      'surfaces/slack/install-state.ts',
      'surfaces/slack/installed-workspaces.ts',
      'surfaces/slack/one-workspace.ts',
      'surfaces/slack/open.ts',
      'surfaces/slack/socket.ts',
    ],
  },
  {
    what: 'reads the clock',
    pattern: /\bnew Date\(\s*\)|\bDate\.now\b|\bDate\(\s*\)|\bTemporal\.Now\b/,
    files: ['system.ts', 'slack-clone/page/clock.ts'],
  },
  {
    what: 'makes chance of its own',
    pattern:
      /\b(?:randomBytes|randomUUID|randomInt|randomFill|randomFillSync|getRandomValues)\b|\bMath\.random\b/,
    files: ['system.ts'],
  },
  {
    what: 'reads the environment',
    pattern:
      /\bprocess\.env\b|\bprocess\[['"]env['"]\]|\{[^}]*\benv\b[^}]*\}\s*(?:=\s*process\b|from\s*['"](?:node:)?process['"])/,
    files: ['config.ts'],
  },
  {
    what: 'looks across organizations',
    pattern: /\.across\b|\.outgoing\b|\bapp\.organization['"]?\s*(?:=|,|\bto\b)\s*['"]?\*/,
    files: [
      'commands/actors.ts',
      'commands/issuer.ts',
      'commands/lookups.ts',
      'commands/last-used.ts',
      'commands/leak-report.ts',
      'commands/matrix-organization.ts',
      'commands/people.ts',
      'commands/slack-installations.ts',
      'commands/slack-installing.ts',
      'jobs/approvals.ts',
      'jobs/forget.ts',
      'jobs/matrix/errands.ts',
      'jobs/matrix/lane.ts',
      'jobs/matrix/old-updates.ts',
      'jobs/matrix/reconcile.ts',
      'jobs/matrix/retention.ts',
      'jobs/notices/lane.ts',
      'jobs/notices/tell-now.ts',
      'jobs/reminders.ts',
      'jobs/replays.ts',
      'jobs/rotations.ts',
      'jobs/sealer.ts',
      'jobs/sessions.ts',
      'jobs/slack-states.ts',
      'jobs/unseen.ts',
      'jobs/webhooks/lane.ts',
      'jobs/webhooks/late.ts',
      'jobs/webhooks/replaying.ts',
      'jobs/webhooks/run.ts',
      'store/database.ts',
      'store/peering.ts',
      'telemetry.ts',
    ],
  },
  {
    what: 'loads modules where no import shows it',
    pattern: /\bcreateRequire\b|\bgetBuiltinModule\b|\bdlopen\b/,
    files: [],
  },
];

/** A file's name says one noun or one verb; these say nothing. */
export const emptyWords = [
  'common',
  'helper',
  'helpers',
  'manager',
  'misc',
  'service',
  'shared',
  'types',
  'util',
  'utils',
];

export const longestFile = 250;
