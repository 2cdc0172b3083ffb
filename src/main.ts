import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import type { Log } from './core/ports.ts';

// Compiling what we import takes half of a start; kept from the last one, it takes none. It has to be said before the
// imports, which is why they come later and one by one.
enableCompileCache(join(import.meta.dirname, '../node_modules/.cache/botmint'));

/** How long stopping may take before it is cut short, from the signal on: Botmint may still be starting then. */
const PATIENCE_MS = 2500;

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

async function dev(): Promise<void> {
  const stopped = signalled();
  void stopped.then(() => setTimeout(cutShort, PATIENCE_MS).unref());
  const [{ openBotmint }, { readConfig }, system] = await Promise.all([
    import('./app.ts'),
    import('./config.ts'),
    import('./system.ts'),
  ]);
  const botmint = await openBotmint(readConfig(), { ...system, log });
  const chat = botmint.workspaceAddress ?? 'your Slack workspace';
  process.stdout.write(
    `Chat   ${chat}\nAPI    ${botmint.address}\nFirst  type /bots create steve in the chat\n`,
  );
  await stopped;
  await botmint[Symbol.asyncDispose]();
}

const [asked = 'dev', ...rest] = process.argv.slice(2);
if (asked !== 'dev' || rest.length > 0) {
  log.error(`There is no ${[asked, ...rest].join(' ')}. Start Botmint with: npm start`);
  process.exit(64);
}
try {
  await dev();
  process.exit(0);
} catch (error) {
  log.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
