import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkHouse, type Findings } from './house-check.ts';

const root = join(import.meta.dirname, '..');

async function readSources(): Promise<Map<string, string>> {
  const sources = new Map<string, string>();
  for (const folder of ['src', 'test']) {
    for (const entry of await readdir(join(root, folder), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.[cm]?[jt]sx?$/.test(entry.name) || entry.parentPath.includes('node_modules'))
        continue;
      const path = join(entry.parentPath, entry.name);
      sources.set(path.slice(root.length + 1), await readFile(path, 'utf8'));
    }
  }
  return sources;
}

describe('the house', () => {
  let findings: Findings;
  let sources: Map<string, string>;

  beforeAll(async () => {
    sources = await readSources();
    findings = checkHouse(sources);
    // oxlint-disable-next-line no-console -- how much a check looked at is part of its result
    console.log(`Looked at ${findings.files} files and ${findings.imports} imports.`);
  });

  test('keeps its law', () => {
    expect(findings.breaches).toEqual([]);
  });

  test('was looked at', () => {
    expect(findings.files).toBe(sources.size);
    expect(findings.files).toBeGreaterThan(60);
    expect(findings.imports).toBeGreaterThan(200);
    for (const part of ['core', 'store', 'commands', 'slack-clone']) {
      expect([...sources.keys()].some((path) => path.startsWith(`src/${part}/`))).toBe(true);
    }
  });
});

function breachesOf(path: string, text: string): string[] {
  return checkHouse(new Map([[path, text]])).breaches;
}

describe('a breach is caught:', () => {
  test.each([
    ['src/core/bot.ts', "import { db } from '../store/database.ts';", 'imports store/database.ts'],
    ['src/core/bot.ts', "import { clock } from '../system.ts';", 'imports system.ts'],
    ['src/core/bot.ts', "import { readFile } from 'node:fs/promises';", 'imports node:fs/promises'],
    ['src/store/bots.ts', "import { help } from '../commands/help.ts';", 'imports commands/help.ts'],
    ['src/commands/help.ts', "import { pool } from '../surfaces/words.ts';", 'imports surfaces/words.ts'],
    ['src/commands/help.ts', "import { later } from '../jobs/queue.ts';", 'imports jobs/queue.ts'],
    ['src/jobs/queue.ts', "import { say } from '../surfaces/words.ts';", 'imports surfaces/words.ts'],
    [
      'src/surfaces/rest/route.ts',
      "import type { Db } from '../../store/database.ts';",
      'imports store/database.ts',
    ],
    [
      'src/surfaces/rest/route.ts',
      "import { modal } from '../slack/modal.ts';",
      'imports surfaces/slack/modal.ts',
    ],
    ['src/surfaces/words.ts', "import { modal } from './slack/modal.ts';", 'imports surfaces/slack/modal.ts'],
    ['src/slack-clone/workspace.ts', "import { Secret } from '../core/secret.ts';", 'imports core/secret.ts'],
    [
      'src/slack-clone/workspace.ts',
      "import { App } from './page/App.tsx';",
      'imports slack-clone/page/App.tsx',
    ],
    ['src/app.ts', "import { App } from './slack-clone/page/App.tsx';", 'imports slack-clone/page/App.tsx'],
    ['src/core/bot.ts', "import x from '../../test/house.ts';", 'imports ../test/house.ts'],
  ])('%s: %s', (path, text, breach) => {
    expect(breachesOf(path, text)).toEqual([`${path} ${breach}.`]);
  });

  test.each([
    ['export … from', "export { db } from '../store/database.ts';"],
    ['export * from', "export * from '../store/database.ts';"],
    ['import type', "import type { Db } from '../store/database.ts';"],
    ['import of all', "import * as database from '../store/database.ts';"],
    ['import for its effect', "import '../store/database.ts';"],
    ['import within an expression', "const { db } = await import('../store/database.ts');"],
    ['import within a type', "let db: import('../store/database.ts').Db;"],
    ['import over several lines', "import {\n  db,\n  type Mode,\n} from\n  '../store/database.ts';"],
    ['import without spaces', "import{db}from'../store/database.ts'"],
    ['import behind a comment', "/* why */ import { db } from '../store/database.ts';"],
    ['require', "const database = require('../store/database.ts');"],
  ])('in the form %s', (_form, text) => {
    expect(breachesOf('src/core/bot.ts', text)).toEqual(['src/core/bot.ts imports store/database.ts.']);
  });

  test.each([
    ['src/commands/help.ts', 'pg', 'store/, slack-clone/store/'],
    ['src/slack-clone/workspace.ts', 'kysely', 'store/, slack-clone/store/'],
    ['src/commands/help.ts', 'fastify', 'surfaces/rest/, surfaces/server.ts, slack-clone/'],
    ['src/surfaces/rest/route.ts', '@slack/bolt', 'surfaces/slack/'],
    ['src/surfaces/rest/route.ts', 'jose', 'core/, slack-clone/'],
    ['src/commands/help.ts', 'bullmq', 'jobs/'],
    ['src/jobs/dispatcher.ts', 'ioredis', 'jobs/queue.ts, store/limits.ts'],
    ['src/surfaces/slack/app.ts', 'matrix-js-sdk/lib/logger.js', 'surfaces/matrix/'],
    ['src/app.ts', '@modelcontextprotocol/server', 'surfaces/mcp/, slack-clone/'],
    ['src/slack-clone/workspace.ts', 'preact/hooks', 'slack-clone/page/'],
  ])('%s imports the package %s', (path, name, places) => {
    const [breach] = breachesOf(path, `import { x } from '${name}';`);
    expect(breach).toMatch(/ imports .*, which belongs in /);
    expect(breach).toContain(`which belongs in ${places}.`);
  });

  test('a package that the law does not know', () => {
    expect(breachesOf('src/core/bot.ts', "import _ from 'lodash';")).toEqual([
      'src/core/bot.ts imports lodash, which the law does not know.',
    ]);
  });

  test.each([
    "import { readFile } from 'node:fs';",
    "import { z } from 'zod';",
    "import { ids } from '../ids.ts';",
    "import { Boot } from '../protocol.ts';",
    "import { Block } from '@slack/types';",
  ])('the page says %s', (text) => {
    expect(breachesOf('src/slack-clone/page/App.tsx', text)).toHaveLength(1);
  });

  test.each([
    ['token.reveal()', 'reveals a secret'],
    ['new Date()', 'reads the clock'],
    ['Date.now()', 'reads the clock'],
    ["import { randomBytes } from 'node:crypto';", 'makes chance of its own'],
    ['crypto.randomUUID()', 'makes chance of its own'],
    ['Math.random()', 'makes chance of its own'],
    ['process.env.PORT', 'reads the environment'],
    ["import { argv, env } from 'node:process';", 'reads the environment'],
    ['const { env } = process;', 'reads the environment'],
    ['deps.database.across', 'looks across organizations'],
    ["'-c app.organization=*'", 'looks across organizations'],
    [`"set local app.organization = '*'"`, 'looks across organizations'],
    [`"select set_config('app.organization', '*', true)"`, 'looks across organizations'],
    ["import { createRequire } from 'node:module';", 'loads modules where no import shows it'],
  ])('%s', (text, breach) => {
    expect(breachesOf('src/commands/help.ts', text)).toEqual([`src/commands/help.ts ${breach}.`]);
  });

  test('a file on a list that has no more reason to be there', () => {
    expect(breachesOf('src/config.ts', 'export {};')).toEqual([
      'src/config.ts is listed, but no more reads the environment.',
    ]);
  });

  test('an import of what only an expression knows', () => {
    expect(breachesOf('src/core/bot.ts', 'await import(name);')).toEqual([
      'src/core/bot.ts imports what only an expression knows.',
    ]);
  });

  test.each(['src/core/utils.ts', 'test/helpers/clock.ts', 'src/store/bot-manager.ts', 'src/core/types.ts'])(
    'a name that says nothing: %s',
    (path) => {
      expect(breachesOf(path, '')[0]).toMatch(/says nothing/);
    },
  );

  test('a file outside of every part', () => {
    expect(breachesOf('src/extra.ts', '')).toEqual(['src/extra.ts stands in no part of the house.']);
    expect(breachesOf('src/lib/extra.ts', '')).toEqual(['src/lib/extra.ts stands in no part of the house.']);
  });

  test('a file of more than 250 lines', () => {
    expect(breachesOf('src/core/bot.ts', 'x;\n'.repeat(251))).toEqual([
      'src/core/bot.ts has 251 lines; a file has 250 at most.',
    ]);
  });
});

describe('what is lawful is let be:', () => {
  test.each([
    [
      'src/commands/help.ts',
      "import { Secret } from '../core/secret.ts';\nimport { bots } from '../store/bots.ts';",
    ],
    ['src/surfaces/slack/modal.ts', "import { form } from '../form.ts';\nimport { App } from '@slack/bolt';"],
    ['src/app.ts', "import { modal } from './surfaces/slack/modal.ts';"],
    [
      'src/slack-clone/page/App.tsx',
      "import type { Boot } from '../protocol.ts';\nimport { h } from 'preact';",
    ],
    ['src/slack-clone/store/apps.ts', "import { Client } from 'pg';\nimport { ids } from '../ids.ts';"],
    ['src/core/bot.ts', '// as new Date() would\n/**\n * import { db } from "../store/database.ts"\n */'],
    ['src/core/times.ts', 'new Date(seconds * 1000)'],
    ['src/store/cluster.ts', 'spawn(program, args, { env: environment })'],
    ['src/store/services.ts', ''],
  ])('%s', (path, text) => {
    expect(breachesOf(path, text)).toEqual([]);
  });
});
