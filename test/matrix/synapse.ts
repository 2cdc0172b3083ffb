import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inject } from 'vitest';
import type { Secret } from '../../src/core/secret.ts';
import { MatrixHomeserver } from '../../src/surfaces/matrix/homeserver.ts';
import { roomyFolder } from '../postgres.ts';
import { freePort } from '../redis-server.ts';
import { SYNAPSE_PYTHON, VENV } from './forks.ts';

export const SYNAPSE_ADVICE = `needs Synapse: python3 -m venv ${VENV} && ${VENV}/bin/pip install matrix-synapse==1.163.2`;

export const SERVER_NAME = 'hs.test';
const SHARED_SECRET = 'shared by the test and its homeserver';

/** A Synapse of one's own, which remembers what it knows over a restart. */
export interface Synapse extends AsyncDisposable {
  url: string;
  /** As a crash would. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Stops it, and starts it with what this makes of the registration of its application service. */
  reregister(change: (registration: string) => string): Promise<void>;
  /** Makes a user. Resolves with their access token. */
  register(name: string, options?: { isAdmin?: boolean }): Promise<string>;
}

export const hasSynapse = (): boolean => existsSync(SYNAPSE_PYTHON);

interface Options {
  /** The text of the registration of its application service. */
  registration: string;
  /** Lines of homeserver.yaml, in JSON. */
  settings?: Record<string, unknown>;
}

/** Starts one, in about half a second. @throws Error where there is none on this machine. */
export async function openSynapse({ registration, settings = {} }: Options): Promise<Synapse> {
  if (!hasSynapse()) throw new Error(SYNAPSE_ADVICE);
  const folder = await mkdtemp(join(await roomyFolder(), 'botmint-synapse-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const config = join(folder, 'homeserver.yaml');
  await writeFile(join(folder, 'as.yaml'), registration);
  await writeFile(join(folder, 'log.yaml'), JSON.stringify(logging(folder)));
  // YAML takes JSON as it is.
  await writeFile(config, JSON.stringify({ ...homeserver(folder, port), ...settings }));
  // As `--generate-keys` would write it, without another start of Python.
  await writeFile(
    join(folder, 'signing.key'),
    `ed25519 a_test ${randomBytes(32).toString('base64').replace('=', '')}\n`,
  );
  let running: Forked | undefined;
  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => running?.end(signal);
  const start = async (): Promise<void> => {
    const begun = await fork(config);
    running = begun;
    while (!(await isUp(url))) {
      if (begun.hasEnded()) throw new Error(`Synapse ended; its last words are in ${folder}`);
      await sleep(20);
    }
  };
  await start();
  return {
    url,
    kill: () => end('SIGKILL'),
    start,
    reregister: async (change) => {
      await end('SIGTERM');
      await writeFile(join(folder, 'as.yaml'), change(registration));
      await start();
    },
    register: async (name, options) => register(url, name, options),
    [Symbol.asyncDispose]: async () => {
      await end('SIGTERM');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Forked {
  hasEnded(): boolean;
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
}

async function fork(config: string): Promise<Forked> {
  const socket = connect(inject('synapse'));
  let hasEnded = false;
  const ended = new Promise<void>((resolve) => {
    socket.once('close', () => {
      hasEnded = true;
      resolve();
    });
  });
  socket.write(`${config}\n`);
  const told: unknown[] = await Promise.race([once(socket, 'data'), ended.then(() => [])]);
  const pid = Number(String(told));
  if (pid === 0) throw new Error('Synapse was not begun');
  return {
    hasEnded: () => hasEnded,
    end: async (signal) => {
      if (hasEnded) return;
      process.kill(pid, signal);
      await ended;
    },
  };
}

const isUp = async (url: string): Promise<boolean> =>
  fetch(`${url}/health`).then(
    ({ ok }) => ok,
    () => false,
  );

/** By the secret that an operator shares with it (Synapse's admin API, "Register users"). */
async function register(url: string, name: string, { isAdmin = false } = {}): Promise<string> {
  const endpoint = `${url}/_synapse/admin/v1/register`;
  const { nonce } = (await (await fetch(endpoint)).json()) as { nonce: string };
  const password = 'a password that nobody types';
  const parts = [nonce, name, password, isAdmin ? 'admin' : 'notadmin'];
  const mac = createHmac('sha1', SHARED_SECRET).update(parts.join('\0')).digest('hex');
  const response = await fetch(endpoint, {
    method: 'POST',
    body: JSON.stringify({ nonce, username: name, password, admin: isAdmin, mac }),
  });
  const answer = (await response.json()) as { access_token?: string };
  if (answer.access_token === undefined)
    throw new Error(`${name} was not registered: ${JSON.stringify(answer)}`);
  return answer.access_token;
}

const FREE = { per_second: 10_000, burst_count: 10_000 };

function homeserver(folder: string, port: number): object {
  return {
    server_name: SERVER_NAME,
    public_baseurl: `http://127.0.0.1:${port}/`,
    pid_file: join(folder, 'synapse.pid'),
    listeners: [
      {
        port,
        bind_addresses: ['127.0.0.1'],
        type: 'http',
        tls: false,
        x_forwarded: false,
        resources: [{ names: ['client'], compress: false }],
      },
    ],
    database: { name: 'sqlite3', args: { database: join(folder, 'synapse.db') } },
    log_config: join(folder, 'log.yaml'),
    media_store_path: join(folder, 'media'),
    signing_key_path: join(folder, 'signing.key'),
    registration_shared_secret: SHARED_SECRET,
    macaroon_secret_key: 'x',
    form_secret: 'x',
    report_stats: false,
    trusted_key_servers: [],
    suppress_key_server_warning: true,
    federation_domain_whitelist: [],
    enable_registration: false,
    bcrypt_rounds: 4,
    presence: { enabled: false },
    url_preview_enabled: false,
    app_service_config_files: [join(folder, 'as.yaml')],
    max_event_delay_duration: '24h',
    rc_message: FREE,
    rc_registration: FREE,
    rc_room_creation: FREE,
    rc_admin_redaction: FREE,
    rc_joins: { local: FREE, remote: FREE },
    rc_joins_per_room: FREE,
    rc_invites: { per_room: FREE, per_user: FREE, per_issuer: FREE },
    rc_login: { address: FREE, account: FREE, failed_attempts: FREE },
  };
}

const logging = (folder: string) => ({
  version: 1,
  formatters: { plain: { format: '%(asctime)s %(name)s %(levelname)s %(message)s' } },
  handlers: {
    file: { class: 'logging.FileHandler', filename: join(folder, 'synapse.log'), formatter: 'plain' },
  },
  root: { level: 'WARNING', handlers: ['file'] },
  disable_existing_loggers: false,
});

/** The homeserver as Botmint sees it. */
export const homeserverAt = (url: string, token: Secret): MatrixHomeserver =>
  new MatrixHomeserver({ url, serverName: SERVER_NAME, token });
