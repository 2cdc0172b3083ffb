import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { Secret } from '../../src/core/secret.ts';
import { startGreeting } from '../../src/jobs/matrix/greeting.ts';
import { untilReady } from '../ready.ts';
import { freePort } from '../redis-server.ts';
import { type Running, startBotmint } from '../running.ts';
import { signIn } from '../surfaces/rest/signing-in.ts';
import { COMMAND_BOT, describeMatrix, type MatrixRunning, startMatrix } from './running.ts';
import { homeserverAt } from './synapse.ts';

async function until(what: string, isSo: () => boolean): Promise<void> {
  for (const end = performance.now() + 10_000; !isSo(); await sleep(20))
    if (performance.now() > end) throw new Error(`waited in vain for ${what}`);
}

/** What `doctor` says of Matrix. */
async function diagnosed(botmint: Running): Promise<unknown> {
  const { access_token: token } = await signIn(botmint, 'alice');
  const response = await fetch(`${botmint.api}/api/v1/doctor`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const { checks } = (await response.json()) as { checks: { name: string }[] };
  return checks.find(({ name }) => name === 'matrix');
}

const saidOfIt = ({ logged }: Running): string[] => logged.filter((line) => line.includes('homeserver'));

describeMatrix('Botmint at a homeserver', () => {
  let matrix: MatrixRunning;
  beforeAll(async () => {
    matrix = await startMatrix();
    return () => matrix[Symbol.asyncDispose]();
  });

  test('is there as a user that people find, and says that all is well', async () => {
    const alice = await matrix.user('alice');
    const path = `/_matrix/client/v3/profile/${encodeURIComponent(COMMAND_BOT)}/displayname`;
    expect(await alice.ask('GET', path)).toMatchObject({ status: 200, body: { displayname: 'Botmint' } });
    expect(await diagnosed(matrix.botmint())).toMatchObject({
      ok: true,
      detail: expect.stringMatching(/^The homeserver answers in \d+ ms, and reaches Botmint$/),
    });
    expect(saidOfIt(matrix.botmint())).toEqual([]);
  });

  test('that does not reach it back says so, and what to do', async () => {
    await using botmint = await startBotmint({ ...matrix.environment, PORT: String(await freePort()) });
    // It reaches another, and that does not pass for this one.
    expect(await diagnosed(botmint)).toMatchObject({
      ok: false,
      detail: expect.stringMatching(/what it reaches at the url of its registration is not this Botmint/),
    });
    await matrix.botmint()[Symbol.asyncDispose]();
    expect(await diagnosed(botmint)).toMatchObject({
      ok: false,
      detail: expect.stringMatching(/does not reach Botmint .+`botmint matrix registration --url`/),
    });
  });

  test('that does not know its token is an alarm with the next step, and everything else goes on', async () => {
    await using botmint = await startBotmint({
      ...matrix.environment,
      MATRIX_AS_TOKEN: 'another '.repeat(4),
    });
    await until('the alarm', () => saidOfIt(botmint).length > 0);
    expect(saidOfIt(botmint).at(-1)).toMatch(/does not know Botmint's token.+restart it/);
    expect(await diagnosed(botmint)).toMatchObject({
      ok: false,
      detail: expect.stringContaining("does not know Botmint's token"),
    });
    expect(await untilReady(botmint.api)).toMatchObject({ slack: true });
    // Longer than it takes to look again, and to greet again.
    await sleep(2000);
    expect(botmint.logged.filter((line) => /homeserver|M_UNKNOWN_TOKEN|matrix/.test(line))).toHaveLength(1);
  });

  test('that is down, at the start or later, is waited for, which is said once, as is its end', async () => {
    const logged: string[] = [];
    const log = { warn: (line: string) => logged.push(line), error: (line: string) => logged.push(line) };
    await using _inTouch = startGreeting({ ...countingPings(matrix), log, everyMs: 50 });
    await until('the greeting', () => pings.greet === 1 && pings.ping > 1);
    await matrix.synapse.kill();
    await using botmint = await startBotmint(matrix.environment);
    await until('the word', () => saidOfIt(botmint).length + logged.length === 2);
    expect(await untilReady(botmint.api)).toMatchObject({ slack: true });
    expect(await diagnosed(botmint)).toMatchObject({
      ok: false,
      detail: 'The homeserver does not answer. Is it running, and is MATRIX_HOMESERVER_URL right?',
    });
    await matrix.synapse.start();
    await until('both greetings', () => saidOfIt(botmint).length + logged.length === 4);
    for (const said of [saidOfIt(botmint), logged])
      expect(said).toEqual([
        expect.stringContaining('does not answer'),
        'The homeserver and Botmint reach each other.',
      ]);
    expect(pings.greet).toBe(2);
    expect(await diagnosed(botmint)).toMatchObject({ ok: true });
  });
});

const pings = { greet: 0, ping: 0 };

/** Both ways to reach this homeserver, counted as they succeed. */
function countingPings({ environment }: MatrixRunning) {
  const { MATRIX_HOMESERVER_URL: url = '', MATRIX_AS_TOKEN: token = '' } = environment;
  const homeserver = homeserverAt(url, new Secret(token));
  const counted = (name: 'greet' | 'ping') => async (): Promise<void> => {
    await homeserver.register('botmint');
    pings[name] += 1;
  };
  return { greet: counted('greet'), ping: counted('ping') };
}
