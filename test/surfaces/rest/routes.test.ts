import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dump, sql } from '../../dump.ts';
import { type Running, startBotmint } from '../../running.ts';
import type { Person } from '../../slack-clone/person.ts';
import { saidTo } from '../slack/asking.ts';
import { call, issue } from './calling.ts';

let botmint: Running;
let alice: Person;
let bob: Person;
/** Of steve, with all that bob can give. */
let token: string;
/** Of steve, with nothing. */
let powerless: string;

beforeAll(async () => {
  botmint = await startBotmint();
  [alice, bob] = await Promise.all([botmint.person('alice'), botmint.person('bob')]);
  await saidTo(bob, '/bots create steve');
  await saidTo(bob, '/bots create hal');
  ({ token } = await issue(bob, '-u steve -e 3d -s "bots:read bots:write tokens:read tokens:write"'));
  ({ token: powerless } = await issue(bob, '-u steve -e 3d -s ""'));
  // So that the limit, which has a test of its own, is in nobody's way.
  await sql(botmint.databaseUrl, "update bot set tier = 'enterprise'");
});

afterAll(async () => {
  for (const person of [alice, bob]) await person[Symbol.asyncDispose]();
  await botmint[Symbol.asyncDispose]();
});

describe('a bot, with its token,', () => {
  test('lists bots, page by page', async () => {
    const first = await call(botmint, 'GET /api/v1/bots?limit=1', { token });
    expect(first.body).toEqual({
      ok: true,
      bots: [
        {
          username: 'hal',
          display_name: 'hal',
          token_count: 0,
          created_at: expect.any(String) as string,
          owner: 'bob',
          state: 'active',
          identities: {},
          is_mine: false,
        },
      ],
      services: [],
      total: 2,
      next_cursor: expect.any(String) as string,
      filters: {},
    });
    const next = `GET /api/v1/bots?limit=1&cursor=${String(first.body['next_cursor'])}`;
    const second = await call(botmint, next, { token });
    expect(second.body).toMatchObject({ bots: [{ username: 'steve' }], next_cursor: null });
  });

  test('looks at a bot, its own and another', async () => {
    for (const username of ['steve', 'hal']) {
      const { status, body } = await call(botmint, `GET /api/v1/bots/${username}`, { token });
      expect([status, body['username'], body['owner']]).toEqual([200, username, 'bob']);
    }
  });

  test('issues itself a token, which no cache may keep, and revokes it', async () => {
    const body = { username: 'steve', expiry: '1d', label: 'second' };
    const issued = await call(botmint, 'POST /api/v1/tokens', { token, body });
    expect(issued.status).toBe(200);
    expect(issued.headers.get('cache-control')).toBe('no-store');
    // Its default scopes, as far as the token that issued it carries them.
    expect(issued.body).toMatchObject({ label: 'second', scopes: ['bots:read', 'tokens:read'] });
    const second = String(issued.body['access_token']);
    expect(await call(botmint, 'GET /api/v1/bots/me', { token: second })).toMatchObject({ status: 200 });

    const list = await call(botmint, 'GET /api/v1/tokens?username=steve', { token });
    expect(list.headers.get('cache-control')).toBe('no-store');
    expect(JSON.stringify(list.body)).toContain(String(issued.body['id']));
    expect(JSON.stringify(list.body)).not.toContain(second);
    const revoked = await call(botmint, `DELETE /api/v1/tokens/${String(issued.body['id'])}`, { token });
    expect(revoked).toMatchObject({ status: 200, body: { revoked_before: null } });
    expect(await call(botmint, 'GET /api/v1/bots/me', { token: second })).toMatchObject({ status: 401 });
  });

  test("takes seconds as a number for an expiry, as Sym's client sends them", async () => {
    const issued = await call(botmint, 'POST /api/v1/tokens', {
      token,
      body: { username: 'steve', expiry: 3600 },
    });
    const ends = new Date(String(issued.body['expires_at'])).getTime();
    expect(Math.abs(ends - Date.now() - 3_600_000)).toBeLessThan(10_000);
  });

  test.each([
    ['POST /api/v1/tokens', { username: 'hal', expiry: '1d' }],
    ['DELETE /api/v1/bots/hal', undefined],
  ])('acts on no other bot of its owner: %s', async (asked, body) => {
    const before = await dump(botmint.databaseUrl);
    expect(await call(botmint, asked, { token, body })).toMatchObject({
      status: 403,
      body: { error: 'forbidden', detail: 'A bot acts on itself alone: steve cannot change hal.' },
    });
    expect(await dump(botmint.databaseUrl)).toEqual(before);
  });

  test('makes no bots: that is for people', async () => {
    const answer = await call(botmint, 'PUT /api/v1/bots/minion', { token });
    expect(answer).toMatchObject({ status: 401, body: { error: 'unauthenticated' } });
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });

  test('issues nothing that outlives its own token or carries more', async () => {
    const later = { username: 'steve', expiry: '4d' };
    expect(await call(botmint, 'POST /api/v1/tokens', { token, body: later })).toMatchObject({ status: 403 });
    const more = { username: 'steve', expiry: '1d', scopes: ['messages:write'] };
    expect(await call(botmint, 'POST /api/v1/tokens', { token, body: more })).toMatchObject({
      status: 403,
      body: { detail: 'You can only grant scopes you hold, and messages:write is not among them.' },
    });
  });

  test.each([
    ['GET /api/v1/bots', 'bots list', 'bots:read'],
    ['GET /api/v1/bots/steve', 'bots show', 'bots:read'],
    ['DELETE /api/v1/bots/steve', 'bots delete', 'bots:write'],
    ['GET /api/v1/tokens', 'tokens list', 'tokens:read'],
    ['POST /api/v1/tokens', 'tokens issue', 'tokens:write'],
    ['DELETE /api/v1/tokens/00000000', 'tokens revoke', 'tokens:write'],
  ])('without the scope is told which: %s', async (asked, command, scope) => {
    const answer = await call(botmint, asked, { token: powerless });
    expect(answer).toMatchObject({
      status: 403,
      body: {
        error: 'missing_scope',
        detail: `\`${command}\` needs the scope \`${scope}\`. This token of steve does not carry it, or its owner does not hold it.`,
      },
    });
    expect(answer.headers.get('www-authenticate')).toBe(
      `Bearer error="insufficient_scope", scope="${scope}"`,
    );
  });

  test('deletes itself, and is refused from then on', async () => {
    await saidTo(bob, '/bots create mayfly');
    const { token: last } = await issue(bob, '-u mayfly -e 3d -s bots:write');
    expect(await call(botmint, 'DELETE /api/v1/bots/mayfly', { token: last })).toMatchObject({
      status: 200,
      body: { ok: true, username: 'mayfly', revoked_tokens: 1 },
    });
    expect(await call(botmint, 'GET /api/v1/bots/me', { token: last })).toMatchObject({
      status: 401,
      body: { error: 'revoked_bot_token' },
    });
  });
});

describe('what cannot be understood is refused in the envelope, and nothing changes', () => {
  const json = { 'content-type': 'application/json' };

  test.each<[string, string, { body?: unknown; headers?: Record<string, string> }, number, string]>([
    ['a body that is no JSON', 'POST /api/v1/tokens', { body: '{"username":' }, 400, 'invalid_body'],
    ['an empty body', 'POST /api/v1/tokens', { headers: json }, 400, 'invalid_body'],
    ['no body', 'POST /api/v1/tokens', {}, 400, 'invalid_body'],
    ['a list', 'POST /api/v1/tokens', { body: [] }, 400, 'invalid_body'],
    ['a text', 'POST /api/v1/tokens', { body: '"steve"' }, 400, 'invalid_body'],
    ['null', 'POST /api/v1/tokens', { body: 'null' }, 400, 'invalid_body'],
    [
      'a prototype',
      'POST /api/v1/tokens',
      { body: '{"__proto__":{"username":"steve"}}' },
      400,
      'invalid_body',
    ],
    [
      'another type',
      'POST /api/v1/tokens',
      { body: 'a=b', headers: { 'content-type': 'text/xml' } },
      415,
      'unsupported_media_type',
    ],
    ['2 MB', 'POST /api/v1/tokens', { body: { label: 'x'.repeat(2_000_000) } }, 413, 'payload_too_large'],
    [
      'an input that is not known',
      'POST /api/v1/tokens',
      { body: { username: 'steve', expiry: '1d', colour: 'red' } },
      400,
      'invalid_body',
    ],
    [
      'a number for a name',
      'POST /api/v1/tokens',
      { body: { username: 7, expiry: '1d' } },
      400,
      'invalid_body',
    ],
    [
      'a negative expiry',
      'POST /api/v1/tokens',
      { body: { username: 'steve', expiry: -1 } },
      400,
      'invalid_body',
    ],
    [
      'a fraction for an expiry',
      'POST /api/v1/tokens',
      { body: { username: 'steve', expiry: 1.5 } },
      400,
      'invalid_body',
    ],
    ['a wrong limit', 'GET /api/v1/bots?limit=0', {}, 400, 'invalid_body'],
    ['a limit that is no number', 'GET /api/v1/bots?limit=ten', {}, 400, 'invalid_body'],
    ['a wrong cursor', 'GET /api/v1/bots?cursor=%00', {}, 400, 'invalid_body'],
    ['a wrong token cursor', 'GET /api/v1/tokens?cursor=x', {}, 400, 'invalid_body'],
    ['a query given twice', 'GET /api/v1/bots?limit=1&limit=2', {}, 400, 'invalid_body'],
    ['a bot that is not there', 'GET /api/v1/bots/nobody', {}, 404, 'unknown_bot'],
    ['a zero byte for a bot', 'GET /api/v1/bots/%00', {}, 404, 'unknown_bot'],
    ['a zero byte for a bot to delete', 'DELETE /api/v1/bots/x%00', {}, 404, 'unknown_bot'],
    ['a token that is not there', 'DELETE /api/v1/tokens/00000000', {}, 404, 'unknown_token'],
    ['a broken address', 'GET /api/v1/bots/%E0%A4%A', {}, 400, 'invalid_body'],
    ['a very long name', `GET /api/v1/bots/${'x'.repeat(500)}`, {}, 400, 'invalid_body'],
    ['a path that is not there', 'GET /api/v1/nothing', {}, 404, 'unknown_command'],
    ['a wrong verb', 'PATCH /api/v1/bots/steve', {}, 404, 'unknown_command'],
  ])('%s', async (_what, asked, sent, status, error) => {
    const before = await dump(botmint.databaseUrl);
    const answer = await call(botmint, asked, { token, ...sent });
    expect(answer).toMatchObject({ status, body: { ok: false, error } });
    expect(String(answer.body['detail'])).toMatch(/\.$/);
    expect(await dump(botmint.databaseUrl)).toEqual(before);
  });

  test('and none of it was our fault', () => {
    expect(botmint.logged).toEqual([]);
  });
});
