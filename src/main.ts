#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import type { Log } from './core/ports.ts';

// Compiling what we import takes half of a start; kept from the last one, it takes none. It has to be said before the
// imports, which is why they come later and one by one.
enableCompileCache(join(import.meta.dirname, '../node_modules/.cache/botmint'));

/**
 * How long stopping may take before it is cut short, from the signal on: Botmint may still be starting then. A person
 * who presses Ctrl-C does not wait; a server lets the webhooks that it is calling answer.
 */
const PATIENCE_MS = { person: 2500, server: 20_000 };

const log: Log = {
  warn: (line) => process.stderr.write(`${line}\n`),
  error: (line) => process.stderr.write(`${line}\n`),
};

function cutShort(): void {
  log.error('Stopping took too long and was cut short. The next start takes up what is left.');
  process.exit(1);
}

/** Resolves with the first signal. npm and the terminal may both send one, so the later ones are taken too. */
async function signalled(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => resolve());
  });
}

async function load() {
  const [app, { readConfig }, system] = await Promise.all([
    import('./app.ts'),
    import('./config.ts'),
    import('./system.ts'),
  ]);
  return { app, config: readConfig(), system: { ...system, log } };
}

type Loaded = Awaited<ReturnType<typeof load>>;

const say = (lines: string): void => void process.stdout.write(`${lines}\n`);

/** Keeps open what this opens until a signal comes. */
async function run(patienceMs: number, open: (loaded: Loaded) => Promise<AsyncDisposable>): Promise<void> {
  const stopped = signalled();
  void stopped.then(() => setTimeout(cutShort, patienceMs).unref());
  const running = await open(await load());
  await stopped;
  await running[Symbol.asyncDispose]();
}

/** Whom to ask there, where there is a homeserver. */
const inMatrix = ({ commandBot: bot }: { commandBot: string | undefined }): string =>
  bot === undefined ? '' : `Matrix ${bot}\n`;

/** What can be started, by its word. */
const starts = new Map<string, () => Promise<void>>([
  [
    'dev',
    () =>
      run(PATIENCE_MS.person, async ({ app, config, system }) => {
        const botmint = await app.openBotmint(config, system);
        const chat = botmint.workspaceAddress ?? 'your Slack workspace';
        say(`Chat   ${chat}\n${inMatrix(botmint)}API    ${botmint.address}`);
        say('First  type /bots create steve in the chat');
        return botmint;
      }),
  ],
  [
    'serve',
    () =>
      run(PATIENCE_MS.server, async ({ app, config, system }) => {
        const botmint = await app.openServe(config, system);
        say(`${inMatrix(botmint)}API    ${botmint.address}`);
        return botmint;
      }),
  ],
  [
    'work',
    () =>
      run(PATIENCE_MS.server, async ({ app, config, system }) => {
        const jobs = await app.openWork(config, system);
        say(`Jobs   are done here${jobs.address === undefined ? '' : `, watched at ${jobs.address}`}`);
        return jobs;
      }),
  ],
  [
    'migrate',
    async () => {
      const { app, config, system } = await load();
      await app.migrateAll(config, system);
      say('The database is as this version needs it.');
    },
  ],
]);

const words = process.argv.slice(2);
const [asked = '', ...rest] = words;
const start = rest.length === 0 ? starts.get(asked) : undefined;
if (start) {
  try {
    await start();
    process.exit(0);
  } catch (error) {
    log.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
}
// Any other word is one of the command line, and without a word it helps, as it does packed. What it has written may be on its way still when it ends.
const { runHere } = await import('./checkout.ts');
process.exitCode = await runHere(words);
