import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Running, startBotmint } from '../../running.ts';
import { pastSession } from '../rest/signing-in.ts';
import { buildClient, type Client } from './client.ts';

let botmint: Running;
let client: Client;

const ask = async (line: string, env: Record<string, string> = {}) =>
  client.botmint(line.split(' '), { env });

beforeAll(async () => {
  botmint = await startBotmint();
  client = await buildClient(botmint.dataFolder);
});

afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await botmint[Symbol.asyncDispose]();
});

const Login = z.looseObject({ access_token: z.string(), refresh_token: z.string(), server: z.string() });

const path = (): string => join(botmint.dataFolder, 'login.json');
const stored = async () => Login.parse(JSON.parse(await readFile(path(), 'utf8')));
const store = async (login: object): Promise<void> => writeFile(path(), JSON.stringify(login));

/** What the server says to who shows this access token. */
async function answerTo(access: string): Promise<unknown> {
  const headers = { authorization: `Bearer ${access}` };
  return (await fetch(`${botmint.api}/api/v1/bots/me`, { headers })).json();
}

/** A server that refuses everything like this. */
async function refusing(status: number, error: string): Promise<AsyncDisposable & { url: string }> {
  const body = JSON.stringify({ ok: false, error, detail: `It is ${status} today.` });
  const server = createServer((_request, response) => response.writeHead(status).end(body));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

describe('whoever can read server.json is the operator', () => {
  test('who sees everything, and changes nothing before they are somebody', async () => {
    expect(await ask('bots list')).toMatchObject({ code: 0 });
    expect(await ask('bots create steve')).toMatchObject({
      code: 77,
      err: expect.stringContaining('`botmint session --for @alice`'),
    });
    const { out } = await ask('status');
    expect(out.split('\n')[0]).toBe((await ask('whoami')).out.split('\n')[0]);
    expect(out).toMatch(/^You are .*\boperator\b/);
    expect(out).toContain('Asked with  server.json');
  });

  test('and makes a session for somebody, which is kept for them alone', async () => {
    const { code, out } = await ask('session --for @alice');
    expect(out).toMatch(/^You are alice at http:\/\/127\.0\.0\.1:\d+ now, as admin\. The login ends /);
    expect(code).toBe(0);
    expect((await stat(path())).mode & 0o777).toBe(0o600);
    expect(await ask('bots create steve')).toMatchObject({ code: 0 });
    expect((await ask('status --json')).out).toContain('"credential": "login"');
  });

  test('is told when there is nobody of that name', async () => {
    expect(await ask('session --for @nobody')).toMatchObject({
      code: 66,
      err: 'There is nobody named `@nobody` here. `botmint members list` shows everybody.\n',
    });
  });
});

describe('the stored login', () => {
  test('gives way to a token in the environment, and status says so', async () => {
    const { out: token } = await ask('tokens issue -u steve -e 3d -n');
    const { out } = await ask('status', { BOTMINT_TOKEN: token });
    expect(out).toMatch(/^You are the bot steve, which alice owns\./);
    expect(out).toContain('the token in BOTMINT_TOKEN, which goes before a stored login');
  });

  test('is refused with the fix when others can read it', async () => {
    await chmod(path(), 0o644);
    expect(await ask('whoami')).toMatchObject({
      code: 78,
      err: `Others can read ${path()}. Close it: \`chmod 600 ${path()}\`\n`,
    });
    await chmod(path(), 0o600);
    expect(await ask('whoami')).toMatchObject({ code: 0 });
  });

  test('is renewed when it is about to end, once', async () => {
    const before = await stored();
    await store({ ...before, access_token: await pastSession(botmint) });
    expect((await ask('whoami')).out).toMatch(/^You are alice/);
    const after = await stored();
    expect(after.refresh_token).not.toBe(before.refresh_token);
    expect((await stat(path())).mode & 0o777).toBe(0o600);
    expect(await ask('whoami')).toMatchObject({ code: 0 });
    expect(await stored()).toEqual(after);
  });

  test('goes to no other server than the one that made it, nor does what makes one the operator', async () => {
    const heard: (string | undefined)[] = [];
    await using other = createServer(({ headers }, response) => {
      heard.push(headers.authorization);
      response.end('{}');
    }).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const env = { BOTMINT_URL: `http://127.0.0.1:${port}` };
    expect(await ask('status', env)).toMatchObject({ code: 76 });
    expect(await ask('bots list', env)).toMatchObject({ code: 77 });
    expect(await ask('session --for @alice', env)).toMatchObject({ code: 77 });
    expect(heard).toEqual([undefined]);
  });

  test('is ended on the server when another takes its place', async () => {
    const { access_token: before } = await stored();
    expect(await ask('session --for @alice')).toMatchObject({ code: 0, err: '' });
    expect(await answerTo(before)).toMatchObject({ error: 'revoked_session' });
    expect(await answerTo((await stored()).access_token)).toMatchObject({ name: 'alice' });
    // One that has ended already is no reason to say anything.
    await ask('sessions revoke current');
    expect(await ask('session --for @alice')).toMatchObject({ code: 0, err: '' });
  });

  test.each([
    [500, 'internal_error', 70],
    [503, 'service_unavailable', 75],
    [429, 'rate_limited', 75],
  ])('is not ended by a server that answers %i, whether it is fresh or not', async (status, error, code) => {
    const login = await stored();
    await using server = await refusing(status, error);
    for (const access_token of [login.access_token, await pastSession(botmint)]) {
      await store({ ...login, access_token, server: server.url });
      expect(await ask('logout')).toMatchObject({
        code,
        out: '',
        err: `It is ${status} today. So the login is not ended, and is still here. Try again; or remove it from here alone: \`rm ${path()}\`\n`,
      });
      expect(await stored()).toMatchObject({ server: server.url });
    }
    await store(login);
  });

  test('is as good as ended by a server that knows nothing of it', async () => {
    const login = await stored();
    await using server = await refusing(404, 'unknown_session');
    await store({ ...login, server: server.url });
    expect(await ask('logout')).toMatchObject({ code: 0, out: expect.stringMatching(/ is ended\.\n$/) });
    await store(login);
    await chmod(path(), 0o600);
  });

  test('ends with logout, here and on the server', async () => {
    const { access_token: access } = await stored();
    expect(await ask('logout')).toMatchObject({ code: 0 });
    await expect(readFile(path())).rejects.toThrow('ENOENT');
    expect(await answerTo(access)).toMatchObject({ error: 'revoked_session' });
    expect(await ask('logout')).toMatchObject({ code: 77 });
  });

  test('that was ended elsewhere says how to make another', async () => {
    await ask('session --for @alice');
    await ask('sessions revoke current');
    await store({ ...(await stored()), access_token: await pastSession(botmint) });
    expect(await ask('whoami')).toMatchObject({
      code: 77,
      err: expect.stringMatching(
        /^The login of alice at .* has ended\. Make another: `botmint session --for @alice`/,
      ),
    });
  });
});

describe('where no server is', () => {
  test('something else that answers is not taken for one, and one that is knows a stranger', async () => {
    const env = { DATA_DIR: join(botmint.dataFolder, 'nobody') };
    expect((await fetch(`${botmint.workspace}/healthz`)).status).toBe(200);
    expect(await ask('status', { ...env, BOTMINT_URL: botmint.workspace })).toMatchObject({
      code: 76,
      out: '',
      err: `${botmint.workspace} does not answer as Botmint does. Is it the right address?\n`,
    });
    expect(await ask('status', { ...env, BOTMINT_URL: botmint.api })).toMatchObject({
      code: 77,
      out: expect.stringMatching(/^You are nobody here yet\.\n/),
      err: expect.stringContaining('You are not logged in at'),
    });
  });

  test('it is said who says that there is one, and what to do', async () => {
    const folder = join(botmint.dataFolder, 'silent');
    await client.shell(`mkdir -p ${folder}`);
    await writeFile(join(folder, 'server.json'), `{"pid": ${process.pid}, "address": "http://127.0.0.1:1"}`);
    const silent = 'http://127.0.0.1:1 does not answer: it cannot be reached.';
    expect(await ask('status', { DATA_DIR: folder, BOTMINT_TOKEN: 'af_bot_x' })).toMatchObject({
      code: 69,
      err: `${silent} server.json in ${folder} says that it is there. Unless it is just starting, start it again: \`npm start\`\n`,
    });
    expect(await ask('status', { BOTMINT_URL: 'http://127.0.0.1:1' })).toMatchObject({
      code: 69,
      err: `${silent} \`BOTMINT_URL\` says that it is there: correct that, or unset it to ask the Botmint of this machine.\n`,
    });
  });

  test('a server.json of one that is gone is told as that', async () => {
    const folder = join(botmint.dataFolder, 'gone');
    await client.shell(`mkdir -p ${folder}`);
    await writeFile(join(folder, 'server.json'), '{"pid": 4194304, "address": "http://127.0.0.1:1"}');
    for (const line of ['status', 'doctor', 'bots list'])
      expect(await ask(line, { DATA_DIR: folder })).toMatchObject({
        code: 69,
        err: expect.stringContaining('as process 4194304, which is gone without a word'),
      });
  });
});

describe('doctor', () => {
  test('looks at all that Botmint stands on, and ends as it found it', async () => {
    // The login that has ended is in the way until it is put away.
    expect(await ask('logout')).toMatchObject({ code: 0 });
    const { code, out } = await ask('doctor --json');
    const report = z
      .object({ healthy: z.boolean(), checks: z.array(z.object({ name: z.string(), ok: z.boolean() })) })
      .parse(JSON.parse(out));
    expect(report.checks.map(({ name }) => name)).toEqual([
      'database',
      'queue',
      'clock',
      'slack',
      'matrix',
      'webhook egress',
    ]);
    expect(code).toBe(report.healthy ? 0 : 69);
    // Whether names can be looked up is the machine's affair.
    expect(report.checks.filter(({ name, ok }) => !ok && !/egress|queue/.test(name))).toEqual([]);
  });
});
