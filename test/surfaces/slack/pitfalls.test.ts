import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { WebClient } from '@slack/web-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Secret } from '../../../src/core/secret.ts';
import { clientOptions, openClient, openPatientClient } from '../../../src/surfaces/slack/clients.ts';
import { boltLogger } from '../../../src/surfaces/slack/logger.ts';
import { dumpAll, sql } from '../../dump.ts';
import { deliver, signed, slashForm } from '../../signed.ts';
import { quiet } from '../../slack-clone/world.ts';
import { answerTo, saidTo, tokenIn } from './asking.ts';
import { allowed, beginning, type Ground, openGround } from './installing.ts';

const stack = new AsyncDisposableStack();
let ground: Ground;

beforeAll(async () => {
  ground = stack.use(await openGround());
});

afterAll(() => stack.disposeAsync());

const SURFACE = join(import.meta.dirname, '../../../src/surfaces/slack');

async function sources(): Promise<string> {
  const names = await readdir(SURFACE);
  return (await Promise.all(names.map((name) => readFile(join(SURFACE, name), 'utf8')))).join('\n');
}

const teamsOf = async (clients: WebClient[]) =>
  Promise.all(clients.map(async (client) => (await client.auth.test()).team_id));

/** `/bots create again`, as Slack sends it. */
async function typed(how: Parameters<typeof signed>[2] = {}) {
  await using alice = await ground.one.person('alice');
  const who = { userId: alice.id, teamId: ground.one.teamId };
  const form = await slashForm(ground.botmint, '/bots', 'create again', who);
  return await signed(ground.botmint, form, { secret: ground.app.signingSecret, ...how });
}

/** What a browser is shown that comes back there. */
async function page(back: string, cookie: string): Promise<{ status: number; text: string }> {
  const response = await fetch(back, { headers: { cookie: cookie.split(';')[0] ?? '' } });
  return { status: response.status, text: await response.text() };
}

const NOTHING = 'Nothing was installed';

describe('installing', () => {
  test('begins with a cookie that no page reads and no other site sends, and goes to the same Slack', async () => {
    const { status, cookie, location } = await beginning(ground.botmint);
    expect(status).toBe(302);
    expect(cookie).toMatch(/^botmint_slack_state=[\w.-]+; HttpOnly; SameSite=Lax; Path=\/; Max-Age=600$/);
    expect(`${location.origin}${location.pathname}`).toBe(
      `${ground.environment['SLACK_API_URL']?.replace('/api/', '')}/oauth/v2/authorize`,
    );
    expect(location.searchParams.get('scope')).toContain('commands,chat:write');
    expect(location.searchParams.get('redirect_uri')).toBe(`${ground.botmint.api}/slack/oauth_redirect`);
    expect(await sql(ground.botmint.databaseUrl, 'select from slack_state')).toEqual([]);
  });

  test('is refused in another browser, with another state, and without a yes', async () => {
    const { cookie, location } = await beginning(ground.botmint);
    const other = await beginning(ground.botmint);
    const back = await allowed(ground.one.clone, location);
    for (const [where, kept] of [
      [back, ''],
      [back, other.cookie],
      [back.replace(/state=./, 'state=x'), cookie],
      [back.replace(/state=[^&]+/, 'state='), 'botmint_slack_state='],
    ] as const)
      expect(await page(where, kept)).toMatchObject({ status: 400, text: expect.stringContaining(NOTHING) });
    const state = encodeURIComponent(other.location.searchParams.get('state') ?? '');
    const refused = `${ground.botmint.api}/slack/oauth_redirect?error=access_denied&state=${state}`;
    expect((await page(refused, other.cookie)).text).toContain('You said no in Slack');
    expect(await sql(ground.botmint.databaseUrl, 'select from slack_installation')).toEqual([]);
  });

  test.each([
    [{ is_enterprise_install: true, team: null, enterprise: { id: 'E1' } }, 'not in a whole Enterprise'],
    [{ refresh_token: 'xoxe-1', expires_in: 43_200 }, 'token rotation turned on'],
  ])('is refused where %j is granted, and the token is given back', async (grants, sentence) => {
    Object.assign(ground.grants, grants);
    try {
      const { status, text } = await ground.one.install();
      expect(status).toBe(400);
      expect(text).toContain(sentence);
      await expect.poll(() => ground.calls.map(({ method }) => method)).toContain('auth.revoke');
    } finally {
      for (const name of Object.keys(grants)) delete ground.grants[name];
    }
  });

  test('says where it is installed, and comes back once', async () => {
    const { cookie, location } = await beginning(ground.botmint);
    const back = await allowed(ground.one.clone, location);
    const first = await page(back, cookie);
    expect(first.status).toBe(200);
    expect(first.text).toContain('<title>Botmint is installed in ');
    expect(first.text).not.toContain('slack://');
    expect(await page(back, cookie)).toMatchObject({ status: 400, text: expect.stringContaining(NOTHING) });
  });

  test('keeps no token in clear, in no table and in no log', async () => {
    const token = ground.one.token();
    expect(token).toMatch(/^xoxb-/);
    const all = await dumpAll(ground.botmint.databaseUrl);
    expect(all).toContain(ground.one.teamId);
    for (const secret of [token, ground.app.clientSecret, ground.app.signingSecret]) {
      expect(all).not.toContain(secret);
      expect(ground.botmint.logged.join('\n')).not.toContain(secret);
    }
    const [row] = await sql(ground.botmint.databaseUrl, 'select sealed_bot_token from slack_installation');
    expect(JSON.stringify(row)).toMatch(/"[0-9a-f]{8}\.[\w-]+\.[\w-]+\.[\w-]+"/);
  });
});

describe('clients', () => {
  test('that share headers would speak with the first one’s token, and ours share none', async () => {
    expect((await ground.two.install()).text).toContain('is installed in');
    const tokens = [ground.one.token(), ground.two.token()];
    const address = { apiUrl: ground.environment['SLACK_API_URL'], log: quiet };
    const shared = { ...clientOptions(address), headers: {} };
    const mixed = await teamsOf(tokens.map((token) => new WebClient(token, shared)));
    expect(mixed).toEqual([ground.one.teamId, ground.one.teamId]);
    const ours = await teamsOf(tokens.map((token) => openClient(new Secret(token), address)));
    expect(ours).toEqual([ground.one.teamId, ground.two.teamId]);
    expect(clientOptions(address)).not.toHaveProperty('headers');
  });

  test('give up while somebody waits, and do not wait out a limit', async () => {
    const asked: number[] = [];
    const server = createServer(() => asked.push(1));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const apiUrl = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/api/`;
    const began = performance.now();
    await expect(openPatientClient(new Secret('xoxb-1'), { apiUrl, log: quiet }).auth.test()).rejects.toThrow(
      /timeout|timed out|aborted/i,
    );
    expect(performance.now() - began).toBeLessThan(4000);
    expect(asked).toHaveLength(1);
    server.closeAllConnections();
    server.close();
    const { timeout, retryConfig, rejectRateLimitedCalls } = clientOptions({ apiUrl, log: quiet });
    expect({ timeout, retries: retryConfig?.retries, rejectRateLimitedCalls }).toEqual({
      timeout: 5000,
      retries: 2,
      rejectRateLimitedCalls: true,
    });
  });
});

describe('what Slack sends', () => {
  test('is refused from the future, and when it was here before', async () => {
    for (const skew of [-301, 302, 3600])
      expect(await deliver(ground.botmint, await typed({ skew }))).toMatchObject({ status: 401 });
    const request = await typed();
    expect(await deliver(ground.botmint, request)).toMatchObject({ status: 200 });
    expect(await deliver(ground.botmint, request)).toMatchObject({ status: 401 });
  });

  test('does nothing twice when it is tried again, though it is signed anew', async () => {
    await using alice = await ground.one.person('alice');
    const who = { userId: alice.id, teamId: ground.one.teamId };
    const form = await slashForm(ground.botmint, '/bots', 'create once', who);
    for (const skew of [0, 1, 2]) {
      const headers = skew === 0 ? {} : { 'x-slack-retry-num': String(skew) };
      const request = await signed(ground.botmint, form, {
        skew,
        headers,
        secret: ground.app.signingSecret,
      });
      expect(await deliver(ground.botmint, request)).toMatchObject({ status: 200 });
    }
    await expect
      .poll(async () =>
        sql(ground.botmint.databaseUrl, "select outcome from audit_entry where target = 'once'"),
      )
      .toEqual([{ outcome: 'done' }]);
  });

  test('is heard by one listener, and answered once', async () => {
    await using alice = await ground.one.person('alice');
    for (const line of ['/bots create lone', '/tokens list', '/webhooks list', '/botmint help'])
      await saidTo(alice, line);
    await expect(alice.nextEvent('ephemeral', () => true, 300)).rejects.toThrow('No ephemeral came');
  });
});

describe('Bolt', () => {
  test('is never asked for its debug lines, and says none where it is told to', async () => {
    const code = await sources();
    expect(code).not.toMatch(/developerMode|logLevel|LogLevel\.(DEBUG|INFO)|pingPongLogging/);
    const lines: string[] = [];
    const log = { warn: (line: string) => lines.push(line), error: (line: string) => lines.push(line) };
    const logger = boltLogger(log);
    logger.debug('xoxb-secret');
    logger.info('xoxb-secret');
    logger.warn('a warning', { token: 'xoxb-secret' });
    expect(lines.join('\n')).not.toContain('xoxb-secret');
  });

  test('has told no log what was revealed', async () => {
    await using alice = await ground.one.person('alice');
    const token = tokenIn((await answerTo(alice, '/tokens issue -u lone -e 3d')).message);
    expect(await ground.botmint.me(token)).toMatchObject({ status: 200 });
    expect(ground.botmint.logged.join('\n')).not.toContain(token);
  });

  test('keeps no conversations in memory', async () => {
    const code = await sources();
    expect(code.match(/new App\(/g)).toHaveLength(1);
    expect(code).toContain('convoStore: false');
  });
});
