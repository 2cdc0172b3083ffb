import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Running, startBotmint } from '../../running.ts';
import { toolOf } from '../../tool.ts';
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

const CASES: [line: string, offered: string[]][] = [
  ['botmint bo', ['bots']],
  ['botmint tokens rotate f', ['finish']],
  ['botmint tokens list --sta', ['--state']],
  ['botmint tokens list --state a', ['active', 'all']],
  ['botmint bots show ', ['steve']],
  ['botmint tokens issue -u s', ['steve']],
  ['botmint members set-role @carol g', ['guest']],
  ['botmint help webhooks rep', ['replay']],
  ['botmint bots frobnicate x', []],
];

/** What bash puts in the place of the last word, or of what comes after a sign in it. */
async function inBash(line: string, env?: Record<string, string>): Promise<string[]> {
  const script = `source <(botmint completion bash)
    COMP_LINE=${JSON.stringify(line)} COMP_POINT=${line.length} _botmint
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { out, err } = await client.shell(`set -u; COMPREPLY=(); ${script}`, { ...(env && { env }) });
  expect(err).toBe('');
  return out.split('\n').filter((each) => each !== '');
}

describe('bash completes', () => {
  test.each(CASES)('%s', async (line, offered) => {
    expect(await inBash(line)).toEqual(offered);
  });

  test('what comes after the sign, where bash has broken the word', async () => {
    expect(await inBash('botmint bots transfer steve @b')).toEqual(['bob']);
    expect(await inBash('botmint tokens issue -s tokens:w')).toEqual(['write']);
    expect(await inBash('botmint tokens list --sort=u')).toEqual(['used']);
  });

  test('nothing, and says nothing, where no server answers', async () => {
    expect(await inBash('botmint bots show ', { DATA_DIR: '/nowhere' })).toEqual([]);
  });
});

test('zsh and fish complete the same', async ({ skip }) => {
  const zsh = toolOf({ program: 'zsh', advice: 'needs zsh: apt-get install zsh', isInCi: false }, skip);
  const stub = `compdef() { :; }; compadd() { shift; print -l -- "$@"; }; source <(botmint completion zsh)`;
  const inZsh = await client.shell(`${zsh} -fc '${stub}; words=(botmint bots show ""); CURRENT=4; _botmint'`);
  expect(inZsh).toMatchObject({ out: 'steve\n', err: '' });
  const fish = toolOf({ program: 'fish', advice: 'needs fish: apt-get install fish', isInCi: false }, skip);
  const script = join(botmint.dataFolder, 'botmint.fish');
  await writeFile(script, (await client.botmint(['completion', 'fish'])).out);
  const inFish = await client.shell(`${fish} -c 'source ${script}; complete -C "botmint bots show "'`);
  expect(inFish).toMatchObject({ out: 'steve\n', err: '' });
});
