import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Running, startBotmint } from '../../running.ts';
import { buildClient, type Client } from './client.ts';

let botmint: Running;
let client: Client;

beforeAll(async () => {
  botmint = await startBotmint();
  client = await buildClient(botmint.dataFolder);
  await client.botmint(['session', '--for', '@alice']);
  await client.botmint(['bots', 'create', 'steve']);
});

afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await botmint[Symbol.asyncDispose]();
});

/** What a terminal shows, and how it ends, when somebody types this as soon as they are asked that. */
async function onTerminal(
  line: string,
  talk: readonly (readonly [asked: string, typed: string])[],
  more: Record<string, string> = {},
): Promise<{ code: number | null; shown: string }> {
  const env = { PATH: client.path, TERM: 'xterm', DATA_DIR: botmint.dataFolder, ...more };
  const child = spawn('script', ['-qec', line, '/dev/null'], { env });
  const ended = Promise.withResolvers<number | null>();
  child.on('error', ended.reject).on('close', ended.resolve);
  const waiting = [...talk];
  let shown = '';
  let seen = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    shown += chunk.toString();
    const next = waiting[0];
    const at = next ? shown.indexOf(next[0], seen) : -1;
    if (!next || at < 0) return;
    seen = at + next[0].length;
    waiting.shift();
    child.stdin.write(next[1]);
  });
  return { code: await ended.promise, shown };
}

describe('what a terminal would obey', () => {
  test('is not passed on to it from what others wrote', async () => {
    await client.botmint(['bots', 'update', 'steve', '--description', 'red \u001B[31mred\u0007']);
    const { out } = await client.botmint(['bots', 'show', 'steve']);
    expect(out).toContain('steve');
    // oxlint-disable-next-line no-control-regex -- this is what is looked for
    expect(out).not.toMatch(/[\u001B\u0007]/);
  });
});

describe('on a terminal', () => {
  test('what is missing is asked for, with what there is to choose from', async () => {
    const { code, shown } = await onTerminal('botmint tokens issue -n >/dev/null', [
      ['Number or username: ', '1\r'],
      ['> ', '3d\r'],
    ]);
    expect(shown).toContain('1) steve');
    expect(shown).toMatch(/Expiry.*: A number and a unit/);
    expect(shown).toMatch(/Token for .*steve.* \(in 3 days\)/);
    expect(code).toBe(0);
  });

  test('what destroys is asked about, and no is the answer unless it is yes', async () => {
    const kept = await onTerminal('botmint bots delete steve', [['Delete steve? [y/N] ', '\r']]);
    expect(kept).toMatchObject({ code: 1, shown: expect.stringContaining('Nothing was changed.') });
    await client.botmint(['bots', 'create', 'gone']);
    const gone = await onTerminal('botmint bots delete gone', [['Delete gone? [y/N] ', 'y\r']]);
    expect(gone).toMatchObject({ code: 0, shown: expect.stringContaining('is deleted') });
  });

  test('a secret is not shown while it is typed', async () => {
    const typed = 'abcdef';
    const { shown } = await onTerminal('botmint tokens inspect', [['> ', `${typed}\r`]]);
    expect(shown).toContain('Token');
    expect(shown.split('\n').slice(0, 2).join('')).not.toContain(typed);
  });

  test('Ctrl-C ends it with 130, and nothing was changed', async () => {
    const { code, shown } = await onTerminal('botmint bots delete steve', [['[y/N] ', '\u0003']]);
    expect({ code, isSaid: shown.includes('Broken off. Nothing was changed.') }).toEqual({
      code: 130,
      isSaid: true,
    });
  });

  test('there are colours, unless NO_COLOR is set', async () => {
    const coloured = await onTerminal('botmint status', []);
    expect(coloured.shown).toContain('\u001B[');
    const plain = await onTerminal('botmint status', [], { NO_COLOR: '1' });
    expect(plain.shown).not.toContain('\u001B[');
    expect(plain.shown).toContain('You are alice');
  });
});
