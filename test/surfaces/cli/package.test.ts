import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packInto } from '../../packing.ts';
import { type Running, startBotmint } from '../../running.ts';
import { runAs } from './client.ts';

const run = promisify(execFile);
const OLDEST = `node-linux-${process.arch}@22`;

let botmint: Running;
let folder = '';
/** Where each Node is, by its major version. */
const nodes = new Map([[24, dirname(process.execPath)]]);

beforeAll(async () => {
  botmint = await startBotmint();
  folder = await mkdtemp(join(tmpdir(), 'botmint-installed-'));
  const tarball = await packInto(folder);
  await run('npm', ['install', '--global', '--prefix', folder, '--no-audit', '--no-fund', tarball]);
  await run('npm', ['install', '--prefix', join(folder, 'node22'), '--no-audit', '--no-fund', OLDEST]);
  nodes.set(22, join(folder, 'node22/node_modules', OLDEST.replace('@22', ''), 'bin'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await botmint[Symbol.asyncDispose]();
});

/** A line of a real shell in which the installed command line runs on this Node. */
async function shell(major: number, line: string) {
  const path = `${folder}/bin:${nodes.get(major)}:/usr/bin:/bin`;
  return runAs('sh', ['-c', line], { PATH: path, HOME: folder, DATA_DIR: botmint.dataFolder });
}

describe.each([22, 24])('installed from the tarball, on Node %i', (major) => {
  test('it runs there, says its version, and helps', async () => {
    expect((await shell(major, 'node --version')).out).toMatch(new RegExp(`^v${major}\\.`));
    expect(await shell(major, 'botmint --version')).toMatchObject({ code: 0, out: '0.1.0\n', err: '' });
    const help = await shell(major, 'botmint --help');
    expect(help.out).toMatch(/^Bots and their tokens, run from chat\. What you can ask:\n/);
    expect((await shell(major, 'botmint bots create --help')).out).toContain(
      'As in `botmint bots create steve`',
    );
  });

  test('it finds the server, logs in, and issues a token that a shell can keep', async () => {
    const bot = `node${major}`;
    expect(await shell(major, 'botmint status')).toMatchObject({ code: 0 });
    expect(await shell(major, `botmint session --for @alice && botmint bots create ${bot}`)).toMatchObject({
      code: 0,
      err: '',
    });
    const counted = await shell(major, `botmint tokens issue -u ${bot} -e 3d | wc -l`);
    expect(counted.out.trim()).toBe('1');
    const kept = await shell(
      major,
      `export BOTMINT_TOKEN="$(botmint tokens issue -u ${bot} -e 3d -n 2>/dev/null)"; botmint status`,
    );
    expect(kept.out).toContain(`You are the bot ${bot}, which alice owns.`);
  });

  test('help is there in 200 ms', async () => {
    const { err } = await shell(major, 'for i in 1 2 3; do bash -c "time botmint --help >/dev/null"; done');
    const took = (what: string): number[] =>
      [...err.matchAll(new RegExp(`${what}\\s+0m([\\d.]+)s`, 'g'))].map(
        ([, seconds]) => Number(seconds) * 1000,
      );
    const [users, systems, walls] = [took('user'), took('sys'), took('real')];
    // Of the processor, for the tests beside this one take their part of the time that passes.
    const least = Math.min(...users.map((user, index) => user + (systems[index] ?? 0)));
    // oxlint-disable-next-line no-console -- the figures are part of the result
    console.log(
      `botmint --help on Node ${major}: ${Math.round(least)} ms of a processor, ${Math.min(...walls)} ms in all, the best of 3.`,
    );
    expect(users).toHaveLength(3);
    expect(least).toBeLessThan(200);
  });
});
