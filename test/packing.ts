import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { z } from 'zod';
import { cloneCatalogue } from '../src/clone-catalogue.ts';
import { catalogueOf } from '../src/commands/catalogue.ts';
import { commands } from '../src/commands/index.ts';

const root = join(import.meta.dirname, '..');

const Manifest = z.object({
  name: z.string(),
  version: z.string(),
  description: z.string(),
  license: z.string(),
});

/** Builds the command line as one file that needs nothing but Node, and packs it. Resolves with the tarball's path. */
export async function packInto(folder: string): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'botmint-pack-'));
  try {
    const own = Manifest.parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')));
    const manifest = { ...own, type: 'module', bin: { botmint: 'botmint.js' }, engines: { node: '>=22' } };
    await writeFile(join(made, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
    await writeFile(join(made, 'README.md'), readme);
    await bundle(join(made, 'botmint.js'), own.version);
    const packed = await promisify(execFile)('npm', ['pack', '--json', '--pack-destination', folder], {
      cwd: made,
    });
    const [{ filename }] = z.tuple([z.object({ filename: z.string() })]).parse(JSON.parse(packed.stdout));
    return join(folder, filename);
  } finally {
    await rm(made, { recursive: true });
  }
}

/** Only what the command line needs, and the list of commands. */
export async function bundle(outfile: string, version: string): Promise<void> {
  await build({
    entryPoints: [join(root, 'src/botmint.ts')],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    banner: { js: '#!/usr/bin/env node' },
    define: {
      PACKED: JSON.stringify({ version, catalogue: [...catalogueOf(commands), ...cloneCatalogue()] }),
    },
  });
}

const readme = `# botmint

The command line of Botmint: bots and their tokens. It asks a server that runs elsewhere.

    export BOTMINT_URL=https://botmint.example.org
    export BOTMINT_TOKEN=…
    botmint status
    botmint help

On the machine of the server, \`botmint session --for @alice\` logs you in.
`;
