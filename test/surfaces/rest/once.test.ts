import { afterAll, beforeAll, expect, test } from 'vitest';
import { dumpAll, sql } from '../../dump.ts';
import { type Running, startBotmint } from '../../running.ts';
import type { Person } from '../../slack-clone/person.ts';
import { saidTo } from '../slack/asking.ts';
import { type Answered, call, issue } from './calling.ts';

let botmint: Running;
let bob: Person;
let token: string;

beforeAll(async () => {
  botmint = await startBotmint();
  bob = await botmint.person('bob');
  await saidTo(bob, '/bots create steve');
  ({ token } = await issue(
    bob,
    '-u steve -e 30d -s "bots:read bots:write tokens:read tokens:write organization:read"',
  ));
  await sql(botmint.databaseUrl, "update bot set tier = 'enterprise'");
});

afterAll(async () => {
  await bob[Symbol.asyncDispose]();
  await botmint[Symbol.asyncDispose]();
});

/** Asks for a token under this key, or something else that has no body. */
async function send(key: string, sent: { body: unknown } | { asked: string } = ISSUE): Promise<Answered> {
  const headers = { 'idempotency-key': key };
  return 'asked' in sent
    ? call(botmint, sent.asked, { token, headers })
    : call(botmint, 'POST /api/v1/tokens', { token, headers, body: sent.body });
}

const ISSUE = { body: { username: 'steve', expiry: '1d' } };

const statusOf = async (secret: unknown): Promise<number> =>
  (await call(botmint, 'GET /api/v1/bots/me', { token: String(secret) })).status;

test('a call that is sent again is answered with another secret, and the first one is dead', async () => {
  const first = await send('one');
  expect([first.status, first.headers.get('idempotency-replayed')]).toEqual([200, null]);
  const again = await send('one');
  expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([200, 'true']);
  expect(again.headers.get('cache-control')).toBe('no-store');
  const { access_token: lost, id: lostId, ...before } = first.body;
  const { access_token: secret, id, ...after } = again.body;
  expect(after).toEqual(before);
  expect(id).not.toBe(lostId);
  expect([await statusOf(lost), await statusOf(secret)]).toEqual([401, 200]);
  const stored = await dumpAll(botmint.databaseUrl);
  for (const shown of [lost, secret]) expect(stored).not.toContain(String(shown).split('.').at(-1));
});

test('twenty at once under one key leave one secret that works', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, async () => send('twenty')));
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  const works = await Promise.all(answers.map(async ({ body }) => statusOf(body['access_token'])));
  expect(works.filter((status) => status === 200)).toHaveLength(1);
});

test('a secret that was used is not given again, and the token goes on', async () => {
  const first = await send('used');
  await sql(botmint.databaseUrl, 'update token set last_used_at = created_at where id = $1', [
    first.body['id'],
  ]);
  const again = await send('used');
  expect(again).toMatchObject({ status: 409, body: { error: 'already_shown' } });
  expect(String(again.body['detail'])).toContain(String(first.body['id']).slice(0, 8));
  expect(await statusOf(first.body['access_token'])).toBe(200);
});

test('another body under the same key is refused, and so is a key that is none', async () => {
  await send('body');
  expect(await send('body', { body: { username: 'steve', expiry: '2d' } })).toMatchObject({
    status: 409,
    body: { error: 'idempotency_key_reused' },
  });
  expect(await send('x'.repeat(256))).toMatchObject({ status: 400, body: { error: 'invalid_body' } });
  expect(await send('')).toMatchObject({ status: 400, body: { error: 'invalid_body' } });
});

test('what was refused can be tried again under its key', async () => {
  const body = { username: 'steve', expiry: '9x' };
  expect(await send('again', { body })).toMatchObject({ status: 400 });
  expect(await send('again')).toMatchObject({ status: 200 });
});

test('a revocation is answered as the first time', async () => {
  const { body } = await send('revoke me');
  const asked = `DELETE /api/v1/tokens/${String(body['id'])}`;
  const [first, again] = [await send('r', { asked }), await send('r', { asked })];
  expect(again).toMatchObject({ status: 200, body: first.body });
  expect(again.headers.get('idempotency-replayed')).toBe('true');
});

test('a read takes no notice of a key', async () => {
  for (let time = 0; time < 2; time += 1) {
    const answer = await send('read', { asked: 'GET /api/v1/policy' });
    expect([answer.status, answer.headers.get('idempotency-replayed')]).toEqual([200, null]);
    expect(answer.body).toMatchObject({ default_lifetime: 31_536_000, longest_lifetime: null });
  }
  expect(await sql(botmint.databaseUrl, "select from replay where key = 'read'")).toEqual([]);
  expect(botmint.logged).toEqual([]);
});
