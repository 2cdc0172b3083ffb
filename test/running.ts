import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBotmint } from '../src/app.ts';
import { readConfig } from '../src/config.ts';
import type { Log } from '../src/core/ports.ts';
import { clock, ids, random } from '../src/system.ts';
import { startedDatabase } from './database.ts';
import { type Person, signIn } from './slack-clone/person.ts';

/** All of Botmint, running for one test on a database of its own: the real Bolt app and the local workspace over HTTP. */
export interface Running extends AsyncDisposable {
  api: string;
  workspace: string;
  dataFolder: string;
  databaseUrl: string;
  logged: string[];
  person(name: 'alice' | 'bob' | 'carol'): Promise<Person>;
  /** Stops it, and starts it anew on what is there; this one is closed by then. */
  restart(environment?: Record<string, string>): Promise<Running>;
  /** GET /api/v1/bots/me with this token, by AgentFlow's header. */
  me(token: string): Promise<{ status: number; body: Record<string, unknown> }>;
}

export async function startBotmint(environment: Record<string, string> = {}): Promise<Running> {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await startedDatabase());
  const dataFolder = await mkdtemp(join(tmpdir(), 'botmint-'));
  stack.defer(() => rm(dataFolder, { recursive: true }));
  return await start({ url: database.url, dataFolder, environment, stands: stack.move() });
}

interface Ground {
  url: string;
  dataFolder: string;
  environment: Record<string, string>;
  /** What it stands on, which goes with the last one. */
  stands: AsyncDisposableStack;
}

async function start({ url, dataFolder, environment, stands }: Ground): Promise<Running> {
  await using stack = new AsyncDisposableStack();
  stack.use(stands);
  const logged: string[] = [];
  const log: Log = { warn: (line) => logged.push(line), error: (line) => logged.push(line) };
  const config = readConfig({
    DATABASE_URL: url,
    DATA_DIR: dataFolder,
    PORT: '0',
    CLONE_PORT: '0',
    ...environment,
  });
  const botmint = await openBotmint(config, { clock, random, ids, log });
  let isOpen = true;
  const close = async (): Promise<void> => {
    if (isOpen) await botmint[Symbol.asyncDispose]();
    isOpen = false;
  };
  stack.defer(close);
  const workspace = botmint.workspaceAddress ?? '';
  const opened = stack.move();
  return {
    api: botmint.address,
    workspace,
    dataFolder,
    databaseUrl: config.DATABASE_URL ?? url,
    logged,
    person: async (name) => signIn(workspace, name),
    restart: async (more = {}) => {
      await close();
      return start({ url, dataFolder, environment: { ...environment, ...more }, stands: opened });
    },
    me: async (token) => {
      const response = await fetch(`${botmint.address}/api/v1/bots/me`, {
        headers: { 'x-agentflow-bot-token': token },
      });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
