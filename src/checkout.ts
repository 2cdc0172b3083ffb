import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Listed } from './commands/catalogue.ts';
import type { Filled } from './surfaces/cli/outside.ts';
import { run } from './surfaces/cli/run.ts';
import { outsideOf } from './terminal.ts';

/** The command line of a checkout, which has the commands themselves. Resolves with the exit code. */
export async function runHere(words: readonly string[]): Promise<number> {
  const manifest: unknown = JSON.parse(await readFile(join(import.meta.dirname, '../package.json'), 'utf8'));
  const version =
    typeof manifest === 'object' && manifest && 'version' in manifest ? String(manifest.version) : '';
  return run(
    words,
    outsideOf({ version, catalogue: commandsHere, register: registerHere, manifest: manifestHere }),
  );
}

async function registerHere(url: string | undefined) {
  const [{ readRegistrationConfig }, { register }, { random }] = await Promise.all([
    import('./config.ts'),
    import('./matrix-registration.ts'),
    import('./system.ts'),
  ]);
  return register(readRegistrationConfig(), url, random);
}

async function manifestHere(filled: Filled): Promise<string> {
  return (await import('./slack-manifest.ts')).filledManifest(filled);
}

/** Loading the commands takes half a second, and reading them nothing. */
async function commandsHere(): Promise<Listed[]> {
  const [{ commands }, { catalogueOf }, { cloneCatalogue }] = await Promise.all([
    import('./commands/index.ts'),
    import('./commands/catalogue.ts'),
    import('./clone-catalogue.ts'),
  ]);
  return [...catalogueOf(commands), ...cloneCatalogue()];
}
