import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changeBehind, sql } from '../../dump.ts';
import { type Running, startBotmint } from '../../running.ts';
import type { Person } from '../../slack-clone/person.ts';
import { saidTo } from '../slack/asking.ts';
import { call, issue } from './calling.ts';

let botmint: Running;
let bob: Person;
let jwt: { token: string; id: string };
let opaque: { token: string; id: string };

beforeAll(async () => {
  botmint = await startBotmint();
  bob = await botmint.person('bob');
  await saidTo(bob, '/bots create steve');
  jwt = await issue(bob, '-u steve -e 3d');
  opaque = await issue(bob, '-u steve -e 3d --format opaque');
});

afterAll(async () => {
  await bob[Symbol.asyncDispose]();
  await botmint[Symbol.asyncDispose]();
});

const ME = 'GET /api/v1/bots/me';

/** The own header, and the ways to write a bearer that RFC 6750 and RFC 9110 allow. */
const WAYS: [string, (token: string) => Record<string, string>][] = [
  ["AgentFlow's header", (token) => ({ 'x-agentflow-bot-token': token })],
  ['a bearer', (token) => ({ authorization: `Bearer ${token}` })],
  ['a bearer in lower case', (token) => ({ authorization: `bearer ${token}` })],
];

describe('a bot that asks whose its token is', () => {
  test.each(WAYS)('is told with %s, in both formats', async (_way, headers) => {
    for (const { token, id } of [jwt, opaque]) {
      const { status, body } = await call(botmint, ME, { headers: headers(token) });
      expect(status).toBe(200);
      expect(body).toEqual({
        ok: true,
        slug: 'steve',
        display_name: 'steve',
        matrix_user_id: null,
        is_verified: false,
        tier: 'free',
        rate_limit_qps: 30,
        webhook_url: null,
        owner: 'bob',
        token_id: expect.stringMatching(new RegExp(`^${id}-`)) as string,
        expires_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/) as string,
        scopes: ['bots:read', 'tokens:read', 'messages:read', 'messages:write'],
      });
    }
  });

  test('with both headers, the own one counts: a bad one beside a good one is refused', async () => {
    const good = { authorization: `Bearer ${jwt.token}` };
    for (const bad of ['', 'nonsense', opaque.token.replace(/.$/, 'g')]) {
      const { status } = await call(botmint, ME, { headers: { ...good, 'x-agentflow-bot-token': bad } });
      expect(status).toBe(401);
    }
    const headers = { authorization: 'Bearer nonsense', 'x-agentflow-bot-token': jwt.token };
    expect(await call(botmint, ME, { headers })).toMatchObject({ status: 200 });
  });
});

describe('a token that is none', () => {
  const INVALID = 'Bearer error="invalid_token"';

  test.each([
    ['no token at all', {}, 'missing_bot_token', 'Bearer'],
    ['an empty one', { 'x-agentflow-bot-token': ' ' }, 'missing_bot_token', 'Bearer'],
    ['another scheme', { authorization: 'Basic Ym9iOmJvYg==' }, 'invalid_bot_token_shape', INVALID],
    ['a word', { authorization: 'Bearer nonsense' }, 'invalid_bot_token_shape', INVALID],
    ['two tokens', { authorization: 'Bearer a b' }, 'invalid_bot_token_shape', INVALID],
    [
      'a made-up opaque one',
      { authorization: `Bearer af_bot_${'0'.repeat(64)}` },
      'unknown_bot_token',
      INVALID,
    ],
    [
      'a made-up JWT',
      { authorization: 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJzdGV2ZSJ9.AAAA' },
      'unknown_bot_token',
      INVALID,
    ],
    ['a very long one', { authorization: `Bearer ${'a'.repeat(8000)}` }, 'invalid_bot_token_shape', INVALID],
  ])('%s', async (_what, headers: Record<string, string>, error, challenge) => {
    const answer = await call(botmint, ME, { headers });
    expect(answer).toMatchObject({ status: 401, body: { ok: false, error } });
    expect(answer.headers.get('www-authenticate')).toBe(challenge);
    expect(Object.keys(answer.body)).toEqual(['ok', 'error', 'detail']);
  });

  test("is also a token's id, which opens nothing", async () => {
    const { body } = await call(botmint, ME, { token: jwt.token });
    for (const id of [String(body['token_id']), jwt.id]) {
      expect(await call(botmint, ME, { token: id })).toMatchObject({
        status: 401,
        body: {
          error: 'invalid_bot_token_shape',
          detail: "A token is `af_bot_` and 64 hexadecimal digits, or a JWT. A token's id is no token.",
        },
      });
    }
  });

  test('is one that has ended, one that was revoked, and each with its changed letter', async () => {
    const ended = await issue(bob, '-u steve -e 3d');
    await sql(
      botmint.databaseUrl,
      "update token set created_at = now() - interval '2 h', expires_at = now() - interval '1 h' where id::text like $1",
      [`${ended.id}%`],
    );
    const revoked = await issue(bob, '-u steve -e 3d --format opaque');
    await saidTo(bob, `/tokens revoke ${revoked.id}`);
    const states = [
      [ended.token, 'expired_bot_token'],
      [revoked.token, 'revoked_bot_token'],
      [jwt.token.replace(/.{20}$/, 'A'.repeat(20)), 'unknown_bot_token'],
      [opaque.token.replace(/.$/, (last) => (last === '0' ? '1' : '0')), 'unknown_bot_token'],
    ] as const;
    for (const [token, error] of states) {
      const answer = await call(botmint, ME, { token });
      expect(answer).toMatchObject({ status: 401, body: { ok: false, error } });
      expect(answer.headers.get('www-authenticate')).toBe(INVALID);
    }
  });
});

test('a bot whose owner was made a guest may do only what a guest may', async () => {
  const { token } = await issue(bob, '-u steve -e 3d -s bots:read,messages:write');
  await changeBehind(botmint.databaseUrl, "update member set workspace_role = 'guest' where name = 'bob'");
  expect((await call(botmint, ME, { token })).body['scopes']).toEqual(['bots:read']);
  await changeBehind(botmint.databaseUrl, "update member set is_deactivated = true where name = 'bob'");
  expect((await call(botmint, ME, { token })).body['scopes']).toEqual([]);
  await changeBehind(
    botmint.databaseUrl,
    "update member set workspace_role = 'member', is_deactivated = false where name = 'bob'",
  );
});
