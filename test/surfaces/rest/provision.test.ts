import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '../../dump.ts';
import { type Running, startBotmint } from '../../running.ts';
import type { Person } from '../../slack-clone/person.ts';
import { saidTo } from '../slack/asking.ts';
import { call, issue } from './calling.ts';
import { bearer, signIn } from './signing-in.ts';

let botmint: Running;
let bob: Person;
let token: string;

beforeAll(async () => {
  botmint = await startBotmint();
  bob = await botmint.person('bob');
  await saidTo(bob, '/bots create steve');
  ({ token } = await issue(bob, '-u steve -e 3d --format opaque -s "bots:read bots:write"'));
});

afterAll(async () => {
  await bob[Symbol.asyncDispose]();
  await botmint[Symbol.asyncDispose]();
});

describe('AgentFlow provisions and rotates', () => {
  test('a bot with its first token, which is shown once and works', async () => {
    const headers = bearer((await signIn(botmint, 'bob')).access_token);
    const made = await call(botmint, 'POST /api/v1/bots', { headers, body: { slug: 'prov' } });
    expect(made).toMatchObject({
      status: 200,
      body: { ok: true, slug: 'prov', tier: 'free', rate_limit_qps: 30, webhook_url: null, owner: 'bob' },
    });
    const first = String(made.body['token']);
    expect(first).toMatch(/^af_bot_[0-9a-f]{64}$/);
    expect((await botmint.me(first)).body['slug']).toBe('prov');
    expect(await call(botmint, 'POST /api/v1/bots', { headers, body: { slug: 'prov' } })).toMatchObject({
      status: 409,
      body: { error: 'bot_already_exists' },
    });
  });

  test('only for people: a token is told so, as is who sends nothing or nonsense', async () => {
    const body = { slug: 'never' };
    for (const [headers, error] of [
      [{ 'x-agentflow-bot-token': token }, 'unauthenticated'],
      [{}, 'unauthenticated'],
      [bearer('nonsense'), 'invalid_session'],
    ] as const)
      expect(await call(botmint, 'POST /api/v1/bots', { headers: { ...headers }, body })).toMatchObject({
        status: 401,
        body: { error },
      });
  });

  test('the token that asks; or of a person, the only one there is', async () => {
    const headers = bearer((await signIn(botmint, 'bob')).access_token);
    const made = await call(botmint, 'POST /api/v1/bots', { headers, body: { slug: 'turning' } });
    await sql(
      botmint.databaseUrl,
      `update token set scopes = scopes || '{tokens:write}' where id = '${String(made.body['id'])}'`,
    );
    const ROTATE = 'POST /api/v1/bots/turning/rotate';
    const own = await call(botmint, ROTATE, { token: String(made.body['token']), body: { now: true } });
    expect(own).toMatchObject({ status: 200, body: { replaces: made.body['id'], replaced_until: null } });
    expect((await botmint.me(String(made.body['token']))).body['error']).toBe('revoked_bot_token');
    const byBob = await call(botmint, ROTATE, { headers, body: {} });
    expect(byBob).toMatchObject({ status: 200, body: { replaces: own.body['id'] } });
    const several = await call(botmint, ROTATE, { headers, body: {} });
    expect(several).toMatchObject({ status: 409, body: { error: 'ambiguous_token' } });
    expect(several.body['detail']).toContain(String(byBob.body['id']));
    expect(several.body['detail']).toContain(String(own.body['id']));
    await saidTo(bob, '/bots create bare');
    const none = await call(botmint, 'POST /api/v1/bots/bare/rotate', { headers, body: {} });
    expect(none).toMatchObject({ status: 404, body: { error: 'unknown_token' } });
  });
});
