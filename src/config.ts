import { isIP } from 'node:net';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { z } from 'zod';
import { Secret } from './core/secret.ts';
import { isSame } from './core/tokens.ts';

const port = z.coerce.number('is a port, 0 to 65535').int('is a port, 0 to 65535').min(0).max(65_535);
const secret = z.string().transform((text) => new Secret(text));
const address = z.url({ protocol: /^https?$/, error: 'is an address, as in https://botmint.example.org' });

/** Of the two that Botmint and a homeserver know each other by, in characters. */
export const SHORTEST_TOKEN = 16;

const matrixToken = z
  .string()
  .min(SHORTEST_TOKEN, 'is a secret of 16 characters or more, as from: openssl rand -hex 32')
  .pipe(secret);

const itemsOf = (list: string): string[] => list.split(/[\s,]+/).filter((item) => item !== '');

function isNetwork(text: string): boolean {
  const [, host = '', length] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const version = isIP(host);
  return version !== 0 && Number(length ?? 0) <= (version === 4 ? 32 : 128);
}

const networks = z
  .string()
  .default('')
  .transform(itemsOf)
  .refine((items) => items.every(isNetwork), 'is a list of networks, as in 10.0.0.0/8, 192.0.2.7');

const DATA_DIR = z
  .string()
  .default('~/.botmint')
  .transform((folder) => resolve(folder.replace(/^~(?=\/|$)/, homedir())));

const Environment = z.object({
  PORT: port.default(3000),
  CLONE_PORT: port.default(3001),
  WORK_PORT: port.optional(),
  HOST: z.string().default('127.0.0.1'),
  DATA_DIR,
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'is postgres://user:password@host/database')
    .optional(),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\//, 'is redis://host:6379')
    .optional(),
  PUBLIC_URL: address.optional(),
  SECRET_KEY: z
    .string()
    .min(32, 'is a secret of 32 characters or more, as from: openssl rand -hex 32')
    .pipe(secret)
    .optional(),
  SLACK_API_URL: address.optional(),
  SLACK_BOT_TOKEN: secret.optional(),
  SLACK_APP_TOKEN: z
    .string()
    .regex(/^xapp-/, 'is the app-level token, which begins with xapp-')
    .pipe(secret)
    .optional(),
  SLACK_SIGNING_SECRET: secret.optional(),
  SLACK_CLIENT_ID: z.string().optional(),
  SLACK_CLIENT_SECRET: secret.optional(),
  MATRIX_HOMESERVER_URL: address.optional(),
  MATRIX_SERVER_NAME: z
    .string()
    .regex(/^[A-Za-z0-9.:[\]-]{1,230}$/, 'is what stands after the colon of a user id, as in example.org')
    .optional(),
  MATRIX_AS_TOKEN: matrixToken.optional(),
  MATRIX_HS_TOKEN: matrixToken.optional(),
  BOTMINT_ADMINS: z
    .string()
    .default('')
    .transform((list) => new Set(itemsOf(list))),
  TRUSTED_PROXIES: networks,
  WEBHOOK_ALLOWED_NETWORKS: networks,
  OTEL_EXPORTER_OTLP_ENDPOINT: address.optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: address.optional(),
  OTEL_SERVICE_NAME: z.string().default('botmint'),
});

/** What the environment says, checked. */
export type Config = Readonly<z.output<typeof Environment>>;

/** Reads the environment. An empty variable is one that is not set. @throws Error with a sentence for each wrong one. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const config = read(Environment, environment);
  refuseHalfSlack(config);
  refuseHalfMatrix(config);
  return Object.freeze(config);
}

const OfRegistration = Environment.pick({
  DATA_DIR: true,
  PORT: true,
  PUBLIC_URL: true,
  MATRIX_SERVER_NAME: true,
  MATRIX_AS_TOKEN: true,
  MATRIX_HS_TOKEN: true,
});

/** What the environment says to whoever makes the registration for a homeserver, which may not be set yet. */
export type RegistrationConfig = Readonly<z.output<typeof OfRegistration>>;

/** @throws Error with a sentence for each variable that is wrong. */
export function readRegistrationConfig(environment: NodeJS.ProcessEnv = process.env): RegistrationConfig {
  const config = read(OfRegistration, environment);
  refuseTokens(config);
  return Object.freeze(config);
}

/** Botmint speaks with one workspace by its token or with many that install it, and hears them in one of two ways. */
function refuseHalfSlack(config: Config): void {
  const { SLACK_BOT_TOKEN: botToken, SLACK_CLIENT_ID: clientId, SLACK_CLIENT_SECRET: clientSecret } = config;
  const isHeard = config.SLACK_APP_TOKEN !== undefined || config.SLACK_SIGNING_SECRET !== undefined;
  if ((clientId === undefined) !== (clientSecret === undefined))
    throw new Error(
      'SLACK_CLIENT_ID and SLACK_CLIENT_SECRET go together: set both, for many workspaces, or neither.',
    );
  if (botToken && clientId !== undefined)
    throw new Error(
      'SLACK_BOT_TOKEN is for one workspace, and SLACK_CLIENT_ID for many that install Botmint: unset one.',
    );
  if (!isHeard && (botToken ?? clientId) !== undefined)
    throw new Error(
      `${botToken ? 'SLACK_BOT_TOKEN' : 'SLACK_CLIENT_ID'} goes with SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP): set one, or unset all of them for the local workspace.`,
    );
  if (isHeard && (botToken ?? clientId) === undefined)
    throw new Error(
      `${config.SLACK_APP_TOKEN ? 'SLACK_APP_TOKEN' : 'SLACK_SIGNING_SECRET'} goes with SLACK_BOT_TOKEN (one workspace) or SLACK_CLIENT_ID (many): set one, or unset all of them for the local workspace.`,
    );
  if (clientId !== undefined && config.PUBLIC_URL === undefined)
    throw new Error(
      'SLACK_CLIENT_ID needs PUBLIC_URL, to which Slack sends browsers back, as in https://botmint.example.org.',
    );
}

function refuseHalfMatrix(config: Config): void {
  const { MATRIX_HOMESERVER_URL: url, MATRIX_SERVER_NAME: name } = config;
  if ((url === undefined) !== (name === undefined))
    throw new Error(
      'MATRIX_HOMESERVER_URL and MATRIX_SERVER_NAME go together: set both, or neither without Matrix.',
    );
  refuseTokens(config);
}

function refuseTokens(config: Pick<Config, 'MATRIX_AS_TOKEN' | 'MATRIX_HS_TOKEN'>): void {
  const { MATRIX_AS_TOKEN: asToken, MATRIX_HS_TOKEN: hsToken } = config;
  if (asToken && hsToken && isSame(asToken, hsToken))
    throw new Error(
      'MATRIX_AS_TOKEN and MATRIX_HS_TOKEN are the same, so that whoever knows one has both. Make two, each as from: openssl rand -hex 32',
    );
  if ((asToken === undefined) !== (hsToken === undefined))
    throw new Error(
      'MATRIX_AS_TOKEN and MATRIX_HS_TOKEN go together: set both, or neither to have them read from the registration.',
    );
}

const credential = z
  .string()
  .transform((text) => text.trim())
  .pipe(secret)
  .optional();

const ClientEnvironment = z.object({
  DATA_DIR,
  BOTMINT_URL: address.optional(),
  BOTMINT_TOKEN: credential,
  SLACK_MCP_TOKEN: credential,
  // As no-color.org has it: set to anything but nothing.
  NO_COLOR: z.string().default('').transform(Boolean),
});

/** What the environment says to the command line. What is wrong for the server alone is none of its business. */
export function readClientConfig(environment: NodeJS.ProcessEnv = process.env) {
  const { BOTMINT_URL, BOTMINT_TOKEN, SLACK_MCP_TOKEN, ...config } = read(ClientEnvironment, environment);
  return Object.freeze({ ...config, BOTMINT_URL, BOTMINT_TOKEN, SLACK_MCP_TOKEN });
}

function read<Schema extends z.ZodType>(schema: Schema, environment: NodeJS.ProcessEnv): z.output<Schema> {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim() !== ''));
  const parsed = schema.safeParse(set);
  if (parsed.success) return parsed.data;
  throw new Error(parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}.`).join('\n'));
}
