import { createServer } from 'node:http';
import { once } from 'node:events';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Running, startBotmint } from '../../running.ts';
import { signIn } from '../rest/signing-in.ts';
import { buildClient, type Client, type Ran, runAs } from './client.ts';

let botmint: Running;
let client: Client;

const ask = async (...words: string[]): Promise<Ran> => client.botmint(words);

beforeAll(async () => {
  botmint = await startBotmint({ WEBHOOK_ALLOWED_NETWORKS: '127.0.0.0/8' });
  client = await buildClient(botmint.dataFolder);
  await ask('session', '--for', '@alice');
  await ask('bots', 'create', 'steve');
});

afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await botmint[Symbol.asyncDispose]();
});

const TOKEN = /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/;

describe('the grammar of the seed', () => {
  test('makes a bot, issues a token that works, and revokes it by its id', async () => {
    expect(await ask('bots', 'create', 'robin')).toMatchObject({
      code: 0,
      // The next step stands there once.
      out: 'robin is ready, and you own it. It has no token yet: `botmint tokens issue -u robin -e 100d`\n',
      err: '',
    });
    expect((await ask('bots', 'show', 'robin')).out).toMatch(
      /`botmint tokens issue -u robin -e 100d`\n\nDisable: botmint bots disable --username robin\n$/,
    );
    const issued = await ask('tokens', 'issue', '--label', 'My First Token', '-u', 'robin', '-e', '100d');
    expect(issued.code).toBe(0);
    const token = issued.out.trimEnd();
    expect(token).toMatch(TOKEN);
    expect(issued.err).not.toContain(token);
    expect(await botmint.me(token)).toMatchObject({ status: 200, body: { slug: 'robin' } });
    const [, id = ''] = /`botmint tokens revoke ([0-9a-f]{8})`/.exec(issued.err) ?? [];
    expect(await ask('tokens', 'revoke', id)).toMatchObject({
      code: 0,
      out: expect.stringContaining(`\`${id}\` is revoked`),
    });
    expect(await botmint.me(token)).toMatchObject({ status: 401, body: { error: 'revoked_bot_token' } });
  });

  test('prints the token alone on standard output, in a real shell', async () => {
    const wc = await client.shell('botmint tokens issue -u steve -e 3d | wc -lwc');
    expect(wc.out.trim()).toMatch(/^1 +1 +\d{3}$/);
    expect(wc.err).toMatch(/^Token for steve · ends /);
    const bare = await client.shell('botmint tokens issue -u steve -e 3d -n 2>/dev/null | wc -l');
    expect(bare.out.trim()).toBe('0');
    const used = await client.shell(
      'BOTMINT_TOKEN=$(botmint tokens issue -u steve -e 3d -n 2>/dev/null) botmint whoami --json',
    );
    expect(JSON.parse(used.out)).toMatchObject({ ok: true, slug: 'steve' });
  });

  test('lists tokens in columns, in local time with its zone', async () => {
    const { out } = await ask('tokens', 'list', 'steve');
    const [count, , head, rule, first = ''] = out.split('\n');
    expect(count).toMatch(/^\d tokens of steve\.$/);
    expect(head).toMatch(/^Token ID {30}User {3}Created By {2}Expires At {15}Last Used {16}Label$/);
    expect(rule).toMatch(/^-{36} {2}-{5} {2}-{10} {2}-{23}/);
    expect(first).toMatch(/^[0-9a-f-]{36} {2}steve {2}alice {7}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d CES?T/);
  });
});

describe('a secret', () => {
  test('that has to be approved first leaves nothing on standard output, and says so by 75', async () => {
    await ask('policy', 'set', '--approval', 'bots', '--yes');
    const env = { BOTMINT_TOKEN: (await signIn(botmint, 'bob')).access_token };
    const wanting = async (line: string) => client.botmint(line.split(' '), { env });
    const { code, out, err } = await wanting('bots provision later --reason Deploys');
    expect({ code, out, err }).toEqual({ code: 75, out: '', err: expect.stringMatching(/approve/) });
    const inJson = await wanting('bots provision later2 --reason Deploys --json');
    expect(inJson.code).toBe(0);
    expect(JSON.parse(inJson.out)).toMatchObject({ ok: true, approval: { username: 'later2' } });
    await ask('policy', 'set', '--approval', 'none', '--yes');
  });

  test('of a webhook is alone on standard output where it is new, and missed nowhere else', async () => {
    const made = await ask('webhooks', 'set', 'steve', 'http://127.0.0.1:9/hook');
    expect(made).toMatchObject({ code: 0, out: expect.stringMatching(/^whsec_\S+\n$/) });
    expect(made.err).toContain('Copy it now');
    const changed = await ask('webhooks', 'set', 'steve', '--scheme', 'github');
    expect(changed).toMatchObject({ code: 0, out: expect.stringMatching(/^steve\/default has changed/) });
  });
});

describe('--json', () => {
  test('answers what REST answers, with the secret in it', async () => {
    const { code, out, err } = await ask('tokens', 'issue', '-u', 'steve', '-e', '3d', '--json');
    expect(JSON.parse(out)).toMatchObject({ ok: true, access_token: expect.stringMatching(TOKEN) });
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });

  test('refuses as REST refuses, on standard output too', async () => {
    const { code, out, err } = await ask('bots', 'show', 'nobody', '--json');
    expect({ code, err }).toEqual({ code: 66, err: '' });
    expect(JSON.parse(out)).toMatchObject({ ok: false, error: 'unknown_bot' });
  });

  test('refuses in JSON also what never reached a server', async () => {
    const { out } = await client.botmint(['bots', 'list', '--json'], { env: { DATA_DIR: '/nowhere' } });
    expect(JSON.parse(out)).toMatchObject({ ok: false, error: 'no_server' });
  });
});

describe('without a terminal nothing is asked', () => {
  test('what destroys wants --yes', async () => {
    await ask('bots', 'create', 'gone');
    expect(await ask('bots', 'delete', 'gone')).toMatchObject({
      code: 64,
      err: expect.stringMatching(/^Delete gone\? .* Nobody is there to say yes: add `--yes`\.\n$/),
    });
    expect(await ask('bots', 'show', 'gone')).toMatchObject({ code: 0 });
    expect(await ask('bots', 'delete', 'gone', '--yes')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^gone is deleted\./),
    });
  });

  test('what is missing is named by its flag', async () => {
    expect(await ask('tokens', 'issue')).toMatchObject({
      code: 64,
      out: '',
      err: 'Bot is missing. The username of a bot. Give it as `--username`; `botmint help tokens issue` shows how.\n',
    });
  });

  test('a secret can be piped, so that it stands in no list of processes', async () => {
    const { out: token } = await ask('tokens', 'issue', '-u', 'steve', '-e', '3d', '-n');
    const { code, out } = await client.botmint(['tokens', 'inspect', '-'], { input: `${token}\n` });
    expect(code).toBe(0);
    expect(out).toContain('A token of steve, which alice owns');
    expect(out).not.toContain(token);
  });
});

/** Something that is no Botmint, or one that has a fault. */
async function elsewhere(answer: string): Promise<AsyncDisposable & { url: string }> {
  const server = createServer((_request, response) => response.end(answer)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

describe('it ends with', () => {
  test.each([
    [0, 'whoami', {}],
    [0, 'help tokens issue', {}],
    [64, 'bots frobnicate', {}],
    [64, 'tokens issue -u steve -e 3x', {}],
    [64, 'completion tcsh', {}],
    [66, 'bots show nobody', {}],
    [69, 'whoami', { DATA_DIR: '/nowhere' }],
    [69, 'whoami', { BOTMINT_URL: 'http://127.0.0.1:1', BOTMINT_TOKEN: 'af_bot_x' }],
    [73, 'bots create steve', {}],
    [77, 'whoami', { BOTMINT_TOKEN: 'nonsense' }],
    [78, 'whoami', { BOTMINT_URL: 'nonsense' }],
  ])('%i: %s %j', async (code, line, env) => {
    expect(await client.botmint(line.split(' '), { env })).toMatchObject({ code });
  });

  test('65 when it cannot be done as things are', async () => {
    await ask('services', 'add', 'github', 'acme');
    await ask(...'bots update-identity steve -t github -e acme -n octo-steve'.split(' '));
    expect(await ask('services', 'remove', 'github', 'acme', '--yes')).toMatchObject({ code: 65 });
  });

  test('76 when what answers is not Botmint', async () => {
    await using other = await elsewhere('<html>Hello</html>');
    const env = { BOTMINT_URL: other.url, BOTMINT_TOKEN: 'af_bot_x' };
    const { code, err } = await client.botmint(['whoami'], { env });
    expect({ code, err }).toEqual({
      code: 76,
      err: `${other.url} does not answer as Botmint does. Is it the right address?\n`,
    });
  });

  test.each([
    [70, 'internal_error', 'Something went wrong on our side.'],
    [75, 'rate_limited', 'Try again in a second.'],
  ])('%i when the server answers %s', async (code, error, detail) => {
    const body = { ok: false, error, detail };
    const refused = {
      kind: 'refused',
      code: error,
      text: [{ kind: 'plain', text: detail }],
      fields: {},
      body,
    };
    await using faulty = await elsewhere(JSON.stringify(refused));
    const env = { BOTMINT_URL: faulty.url, BOTMINT_TOKEN: 'af_bot_x' };
    expect(await client.botmint(['whoami'], { env })).toMatchObject({ code, out: '', err: `${detail}\n` });
  });

  test('141, and no word, when whoever reads it has gone', async () => {
    const { out, err } = await client.shell('exec 3> >(exec true); wait $!; botmint help >&3; echo $?');
    expect({ out, err }).toEqual({ out: '141\n', err: '' });
  });
});

/** What comes of a line with a token for a server there. */
const asking = async (url: string, line = 'whoami'): Promise<Ran> =>
  client.botmint(line.split(' '), { env: { BOTMINT_URL: url, BOTMINT_TOKEN: 'af_bot_x' } });

describe('where a token is sent by plain HTTP', () => {
  const warned = /^`BOTMINT_URL` is plain HTTP: what is sent to .* can be read on the way, a token too\./gm;

  test('to another machine it is said once, beside the answer', async () => {
    const { out, err } = await asking('http://botmint.invalid:3000');
    expect(err.match(warned)).toHaveLength(1);
    expect(out).toBe('');
    expect((await asking('http://botmint.invalid:3000', 'completion bash')).err).toBe('');
  });

  test.each(['http://127.0.0.1:1', 'http://localhost:1', 'http://[::1]:1', 'https://botmint.invalid'])(
    'nothing is said of %s',
    async (url) => {
      const { err } = await asking(url);
      expect(err).toContain(`${url} does not answer`);
      expect(err).not.toMatch(warned);
    },
  );
});

test('helps without a word, in a checkout as packed, and starts nothing', async () => {
  const main = join(import.meta.dirname, '../../../src/main.ts');
  // What would start goes no further than a database that is not there.
  const env = { DATA_DIR: botmint.dataFolder, DATABASE_URL: 'postgres://botmint@127.0.0.1:1/botmint' };
  const [packed, checkout] = await Promise.all([ask(), runAs(process.execPath, [main], env)]);
  expect(checkout).toEqual(packed);
  expect(packed).toMatchObject({ code: 0, out: expect.stringContaining('What you can ask:\n'), err: '' });
});

test('says what it does not know how to do in the words of the chat', async () => {
  const { err } = await ask('bots', 'frobnicate');
  expect(err).toMatch(/^There is no command `bots frobnicate`\. Under `bots`: create, list, show/);
  const tokenless = await client.botmint(['bots', 'create', 'x'], { env: { BOTMINT_TOKEN: 'af_bot_0' } });
  expect(tokenless.err).not.toContain('af_bot_0');
});
