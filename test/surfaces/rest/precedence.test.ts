import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from '../../dump.ts';
import { type Running, startBotmint } from '../../running.ts';
import { call } from './calling.ts';
import { bearer, signIn } from './signing-in.ts';

let botmint: Running;
let bob: Record<string, string>;

beforeAll(async () => {
  botmint = await startBotmint();
  bob = bearer((await signIn(botmint, 'bob')).access_token);
});

afterAll(() => botmint[Symbol.asyncDispose]());

/** Each fault of a token, in the order in which they are told; what is told last is what was asked. */
const ROW_FAULTS: [error: string, change: string][] = [
  ['expired_bot_token', "created_at = now() - interval '2 d', expires_at = now() - interval '1 d'"],
  ['revoked_bot_token', "revoked_at = now(), ended_by = 'revoked'"],
  ['frozen_bot_token', 'frozen_at = now()'],
  ['wrong_address', "networks = '{10.0.0.0/8}'"],
];

let bots = 0;

/** A token of a bot of its own, without scopes, with these faults. */
async function tokenWith(changes: string[]): Promise<string> {
  bots += 1;
  const slug = `bot${bots}`;
  await call(botmint, `PUT /api/v1/bots/${slug}`, { headers: bob });
  const body = { username: slug, expiry: '1d', scopes: [] };
  const made = await call(botmint, 'POST /api/v1/tokens', { headers: bob, body });
  if (changes.length > 0)
    await sql(
      botmint.databaseUrl,
      `update token set ${changes.join(', ')} where id = '${String(made.body['id'])}'`,
    );
  return String(made.body['access_token']);
}

/** What is wrong with the token, the request that it makes beside, and in what order. */
const BROKEN = { body: '{', headers: { 'content-type': 'application/json' } };
const ISSUE = 'POST /api/v1/tokens';

const errorOf = async (token: string | undefined): Promise<unknown> =>
  (await call(botmint, ISSUE, { ...(token !== undefined && { token }), ...BROKEN })).body['error'];

test('nobody, then nonsense, then a made-up token, before anything that is read of the request', async () => {
  expect(await errorOf(undefined)).toBe('missing_bot_token');
  expect(await errorOf('af_bot_x')).toBe('invalid_bot_token_shape');
  expect(await errorOf(`af_bot_${'0'.repeat(64)}`)).toBe('unknown_bot_token');
});

test.each(ROW_FAULTS.map(([error], index) => [error, index] as const))(
  '%s goes before all that come after it',
  async (error, index) => {
    const token = await tokenWith(ROW_FAULTS.slice(index).map(([, change]) => change));
    expect(await errorOf(token)).toBe(error);
  },
);

test('then the rate, then the scope, then what is wrong with what was sent', async () => {
  const token = await tokenWith([]);
  const errors = await Promise.all(Array.from({ length: 40 }, async () => errorOf(token)));
  expect(errors.filter((error) => error === 'missing_scope')).toHaveLength(30);
  expect(errors.filter((error) => error === 'rate_limited')).toHaveLength(10);
  expect(
    (await call(botmint, ISSUE, { headers: { ...bob, ...BROKEN.headers }, body: '{' })).body,
  ).toMatchObject({
    error: 'invalid_body',
  });
});

test('a wrong address uses up nothing of the rate', async () => {
  const token = await tokenWith(["networks = '{10.0.0.0/8}'"]);
  const errors = await Promise.all(Array.from({ length: 40 }, async () => errorOf(token)));
  expect(new Set(errors)).toEqual(new Set(['wrong_address']));
});

test('of a session: whose it is, then where it is asked from, then what may be asked, then what was sent', async () => {
  const errorFor = async (headers: Record<string, string>): Promise<unknown> =>
    (await call(botmint, 'POST /api/v1/services', { headers: { ...BROKEN.headers, ...headers }, body: '{' }))
      .body['error'];
  const elsewhere = { origin: 'http://evil.example' };
  const cookie = `af_session=${String(bob['authorization']).slice('Bearer '.length)}`;
  expect(await errorFor({ cookie: 'af_session=x', ...elsewhere })).toBe('invalid_session');
  expect(await errorFor({ cookie, ...elsewhere })).toBe('forbidden_origin');
  expect(await errorFor({ cookie })).toBe('missing_scope');
  const alice = bearer((await signIn(botmint, 'alice')).access_token);
  expect(await errorFor(alice)).toBe('invalid_body');
});
