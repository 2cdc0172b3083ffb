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

describe('whoever can read server.json is the operator', () => {
  test('who sees everything, and changes nothing before they are somebody', async () => {
    expect(await ask('bots list')).toMatchObject({ code: 0 });
    expect(await ask('bots create steve')).toMatchObject({
      code: 77,
      err: expect.stringContaining('`botmint session --for @alice`'),
    });
    expect((await ask('status')).out).toMatch(/^You are the operator of this machine/);
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
    expect(await ask('status', env)).toMatchObject({ code: 77 });
    expect(await ask('bots list', env)).toMatchObject({ code: 77 });
    expect(await ask('session --for @alice', env)).toMatchObject({ code: 77 });
    expect(heard).toEqual([undefined]);
  });

  test('ends with logout, here and on the server', async () => {
    const { access_token: access } = await stored();
    expect(await ask('logout')).toMatchObject({ code: 0 });
    await expect(readFile(path())).rejects.toThrow('ENOENT');
    const headers = { authorization: `Bearer ${access}` };
    const answer = await fetch(`${botmint.api}/api/v1/bots/me`, { headers });
    expect(await answer.json()).toMatchObject({ error: 'revoked_session' });
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
