import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ErrorCode } from '../../../src/core/errors.ts';
import { migratedDatabase } from '../../database.ts';
import { changeBehind, sql } from '../../dump.ts';
import { type Running, startBotmint } from '../../running.ts';
import { type SlowPostgres, slowPostgres } from '../../slow-postgres.ts';
import type { IN_MATRIX } from './refused-in-matrix.ts';
import { type Answered, call } from './calling.ts';
import { bearer, pastSession, signIn } from './signing-in.ts';

let postgres: SlowPostgres;
let botmint: Running;
let alice: Record<string, string>;
let bob: Record<string, string>;
const stack = new AsyncDisposableStack();

const by = async (headers: Record<string, string>, asked: string, body?: unknown): Promise<Answered> =>
  call(botmint, asked, { headers, ...(body !== undefined && { body }) });

/** A new token of steve, with what is said changed of its row behind everybody's back. */
async function token(change = '', scopes = ['bots:read']): Promise<string> {
  const { body } = await by(bob, 'POST /api/v1/tokens', { username: 'steve', expiry: '1d', scopes });
  if (change !== '')
    await sql(botmint.databaseUrl, `update token set ${change} where id = '${String(body['id'])}'`);
  return String(body['access_token']);
}

const own = (value: string) => ({ 'x-agentflow-bot-token': value });

async function times<T>(count: number, ask: () => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, ask));
}

beforeAll(async () => {
  const database = stack.use(await migratedDatabase());
  postgres = stack.use(await slowPostgres(database.url));
  botmint = stack.use(await startBotmint({ DATABASE_URL: postgres.url }));
  alice = bearer((await signIn(botmint, 'alice')).access_token);
  bob = bearer((await signIn(botmint, 'bob')).access_token);
  await by(bob, 'PUT /api/v1/bots/steve');
  await by(alice, 'PUT /api/v1/bots/hers');
});

afterAll(() => stack.disposeAsync());

const setWebhook = async (index: number): Promise<Answered> =>
  by(bob, 'PUT /api/v1/webhooks/steve', { name: `hook${index}`, url: 'https://93.184.215.14/hook' });

const ME = 'GET /api/v1/bots/me';
const PAST = "created_at = now() - interval '2 d', expires_at = now() - interval '1 d'";
const NOBODY = '00000000-0000-4000-8000-000000000000';

interface Row {
  status: number;
  /** Where AgentFlow has another name for it. */
  error?: string;
  challenge?: RegExp;
  ask: () => Promise<Answered>;
}

const invalid = /^Bearer error="invalid_token"$/;

/** Every other way to fail there is, and a request that does; what takes the database away comes last. */
const TABLE: Record<Exclude<ErrorCode, keyof typeof IN_MATRIX>, Row> = {
  missing_bot_token: { status: 401, challenge: /^Bearer$/, ask: async () => by({}, ME) },
  invalid_bot_token_shape: { status: 401, challenge: invalid, ask: async () => by(own('af_bot_12'), ME) },
  unknown_bot_token: {
    status: 401,
    challenge: invalid,
    ask: async () => by(own(`af_bot_${'0'.repeat(64)}`), ME),
  },
  expired_bot_token: { status: 401, challenge: invalid, ask: async () => by(own(await token(PAST)), ME) },
  revoked_bot_token: {
    status: 401,
    challenge: invalid,
    ask: async () => by(own(await token("revoked_at = now(), ended_by = 'revoked'")), ME),
  },
  frozen_bot_token: {
    status: 401,
    challenge: invalid,
    ask: async () => by(own(await token('frozen_at = now()')), ME),
  },
  wrong_address: { status: 403, ask: async () => by(own(await token("networks = '{10.0.0.0/8}'")), ME) },
  unauthenticated: { status: 401, challenge: /^Bearer$/, ask: async () => by({}, 'POST /api/v1/bots', {}) },
  invalid_session: { status: 401, challenge: invalid, ask: async () => by({ cookie: 'af_session=x' }, ME) },
  expired_session: {
    status: 401,
    challenge: invalid,
    ask: async () => by(bearer(await pastSession(botmint)), ME),
  },
  revoked_session: {
    status: 401,
    challenge: invalid,
    ask: async () => {
      const session = await signIn(botmint, 'bob');
      await by(bearer(session.access_token), 'DELETE /api/v1/sessions/current');
      return by(bearer(session.access_token), ME);
    },
  },
  forbidden_origin: {
    status: 403,
    ask: async () => {
      const cookie = `af_session=${String(bob['authorization']).slice(7)}`;
      return by({ cookie, origin: 'http://evil.example' }, 'POST /api/v1/bots', {});
    },
  },
  rate_limited: {
    status: 429,
    ask: async () => {
      // Not steve, who is asked for more below.
      const { body } = await by(bob, 'POST /api/v1/bots', { slug: 'busy' });
      const headers = own(String(body['token']));
      const answers = await times(40, async () => by(headers, ME));
      return answers.find(({ status }) => status !== 200) ?? (answers[0] as Answered);
    },
  },
  missing_scope: {
    status: 403,
    challenge: /^Bearer error="insufficient_scope", scope="tokens:write"$/,
    ask: async () => by(own(await token()), 'POST /api/v1/tokens', {}),
  },
  forbidden: { status: 403, ask: async () => by(bob, 'DELETE /api/v1/bots/hers') },
  reserved_slug: { status: 403, ask: async () => by(bob, 'POST /api/v1/bots', { slug: 'af-bob' }) },
  missing_input: { status: 400, error: 'invalid_body', ask: async () => by(bob, 'POST /api/v1/tokens', {}) },
  invalid_input: {
    status: 400,
    error: 'invalid_body',
    ask: async () => by(bob, 'POST /api/v1/tokens', { username: 'steve', expiry: '3x' }),
  },
  payload_too_large: {
    status: 413,
    ask: async () => by(bob, 'POST /api/v1/tokens', { label: 'x'.repeat(2_000_000) }),
  },
  unsupported_media_type: {
    status: 415,
    ask: async () => by({ ...bob, 'content-type': 'text/plain' }, 'POST /api/v1/tokens', 'username=steve'),
  },
  unknown_command: { status: 404, ask: async () => by(bob, 'GET /api/v1/nothing') },
  unknown_bot: { status: 404, ask: async () => by(bob, 'GET /api/v1/bots/nobody') },
  unknown_token: { status: 404, ask: async () => by(bob, 'GET /api/v1/tokens/00000000') },
  ambiguous_token: {
    status: 409,
    ask: async () => {
      await times(2, token);
      return by(bob, 'POST /api/v1/bots/steve/rotate', {});
    },
  },
  unknown_member: {
    status: 404,
    ask: async () => by(alice, 'POST /api/v1/members/@nobody/role', { role: 'guest' }),
  },
  unknown_session: { status: 404, ask: async () => by(bob, 'DELETE /api/v1/sessions/00000000') },
  unknown_service: {
    status: 404,
    ask: async () => by(alice, 'DELETE /api/v1/services?service_type=github&external_id=acme'),
  },
  unknown_identity: {
    status: 404,
    ask: async () => {
      await by(alice, 'POST /api/v1/services', { service_type: 'github', external_id: 'acme' });
      return by(bob, 'DELETE /api/v1/bots/steve/identities?service_type=github&external_id=acme');
    },
  },
  unknown_claim: { status: 404, ask: async () => by(bob, `POST /api/v1/claims/${NOBODY}`) },
  unknown_approval: { status: 404, ask: async () => by(alice, 'POST /api/v1/approvals/00000000/approve') },
  unknown_webhook: { status: 404, ask: async () => by(bob, 'GET /api/v1/webhooks/steve') },
  unknown_delivery: { status: 404, ask: async () => by(bob, 'GET /api/v1/deliveries/00000000') },
  too_many_webhooks: {
    status: 409,
    ask: async () => {
      for (let index = 0; index < 10; index += 1) await setWebhook(index);
      return setWebhook(10);
    },
  },
  updates_taken: {
    status: 409,
    ask: async () => {
      const url = 'http://127.0.0.1:1/hook';
      await by(bob, 'PUT /api/v1/webhooks/steve', { url, name: 'updates', events: 'message' });
      return by(bob, 'GET /api/v1/updates/steve');
    },
  },
  bot_already_exists: { status: 409, ask: async () => by(bob, 'POST /api/v1/bots', { slug: 'hers' }) },
  service_already_exists: {
    status: 409,
    ask: async () => by(alice, 'POST /api/v1/services', { service_type: 'github', external_id: 'acme' }),
  },
  referenced_object: {
    status: 409,
    ask: async () => {
      const key = { service_type: 'github', external_id: 'acme' };
      await by(alice, 'PUT /api/v1/bots/hers/identities', { ...key, new_value: 'octo' });
      return by(alice, 'DELETE /api/v1/services?service_type=github&external_id=acme');
    },
  },
  already_done: { status: 409, ask: async () => by(bob, 'POST /api/v1/bots/steve/decline') },
  already_shown: {
    status: 409,
    ask: async () => {
      const again = { ...bob, 'idempotency-key': 'seen' };
      await by(again, 'POST /api/v1/tokens', { username: 'steve', expiry: '1d' });
      await sql(botmint.databaseUrl, 'update token set last_used_at = created_at');
      return by(again, 'POST /api/v1/tokens', { username: 'steve', expiry: '1d' });
    },
  },
  idempotency_key_reused: {
    status: 409,
    ask: async () => {
      const again = { ...bob, 'idempotency-key': 'same' };
      await by(again, 'POST /api/v1/tokens', { username: 'steve', expiry: '1d' });
      return by(again, 'POST /api/v1/tokens', { username: 'steve', expiry: '2d' });
    },
  },
  internal_error: {
    status: 500,
    ask: async () => {
      await changeBehind(botmint.databaseUrl, 'alter table service rename to away');
      const answer = await by(bob, 'GET /api/v1/services');
      await changeBehind(botmint.databaseUrl, 'alter table away rename to service');
      return answer;
    },
  },
  service_unavailable: {
    status: 503,
    ask: async () => {
      await postgres.cut();
      const answer = await by(bob, 'GET /api/v1/services');
      await postgres.mend();
      return answer;
    },
  },
};

describe('each refusal over HTTP has its code, its status and a sentence:', () => {
  test.each(Object.entries(TABLE))('%s', async (code, { status, error = code, challenge, ask }) => {
    const answer = await ask();
    expect([answer.status, answer.body['error']]).toEqual([status, error]);
    expect(Object.keys(answer.body)).toEqual(['ok', 'error', 'detail']);
    expect(answer.body).toMatchObject({
      ok: false,
      detail: expect.stringMatching(/^\S.*[.…:]|`$/) as string,
    });
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(answer.headers.get('x-request-id')).toMatch(/^req_\S+$/);
    expect(answer.headers.get('www-authenticate') ?? '').toMatch(challenge ?? /^$/);
    expect(answer.headers.get('retry-after')).toBe([429, 503].includes(status) ? '1' : null);
  });
});
