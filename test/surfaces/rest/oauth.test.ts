import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dump, sql } from '../../dump.ts';
import { type Running, startBotmint } from '../../running.ts';
import type { Person } from '../../slack-clone/person.ts';
import { saidTo } from '../slack/asking.ts';
import { type Answered, call, issue } from './calling.ts';

let botmint: Running;
let alice: Person;
let bob: Person;
/** Of gateway, which may introspect and belongs to alice. */
let secret: string;
/** Of gateway, with nothing. */
let powerless: string;
/** Of steve, who belongs to bob. */
let token: string;

beforeAll(async () => {
  botmint = await startBotmint();
  [alice, bob] = await Promise.all([botmint.person('alice'), botmint.person('bob')]);
  await saidTo(alice, '/bots create gateway');
  await saidTo(bob, '/bots create steve');
  await sql(botmint.databaseUrl, "update bot set tier = 'enterprise'");
  ({ token: secret } = await issue(alice, '-u gateway -e 3d -s tokens:introspect'));
  ({ token: powerless } = await issue(alice, '-u gateway -e 3d -s ""'));
  ({ token } = await issue(bob, '-u steve -e 3d'));
});

afterAll(async () => {
  for (const person of [alice, bob]) await person[Symbol.asyncDispose]();
  await botmint[Symbol.asyncDispose]();
});

const FORM = 'application/x-www-form-urlencoded';

async function post(
  path: string,
  form: Record<string, string> | string,
  headers: Record<string, string> = { authorization: `Bearer ${secret}` },
): Promise<Answered> {
  const body = typeof form === 'string' ? form : new URLSearchParams(form).toString();
  return call(botmint, `POST ${path}`, { body, headers: { 'content-type': FORM, ...headers } });
}

const basic = (id: string, password: string): string =>
  `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(password)}`).toString('base64')}`;

describe('introspection', () => {
  test('tells a bot that holds the scope, by a bearer too, and no cache keeps it', async () => {
    const answer = await post('/oauth/introspect', { token, token_type_hint: 'refresh_token' });
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(Object.keys(answer.body)).toEqual([
      'active',
      'scope',
      'client_id',
      'username',
      'token_type',
      'exp',
      'iat',
      'sub',
      'aud',
      'iss',
      'jti',
    ]);
  });

  test('says of all else that it is not active, in the same words', async () => {
    const revoked = await issue(bob, '-u steve -e 3d');
    await saidTo(bob, `/tokens revoke ${revoked.id}`);
    const ended = await issue(bob, '-u steve -e 3d');
    await sql(
      botmint.databaseUrl,
      "update token set created_at = now() - interval '2 h', expires_at = now() - interval '1 h' where id::text like $1",
      [`${ended.id}%`],
    );
    const frozen = await issue(bob, '-u steve -e 3d');
    await sql(botmint.databaseUrl, 'update token set frozen_at = now() where id::text like $1', [
      `${frozen.id}%`,
    ]);
    const elsewhere = await ofAnotherOrganization();
    const others = [
      revoked.token,
      ended.token,
      frozen.token,
      elsewhere,
      'nonsense',
      revoked.id,
      token.slice(-6),
    ];
    for (const other of others) {
      const { status, body } = await post('/oauth/introspect', { token: other });
      expect([status, body]).toEqual([200, { active: false }]);
    }
  });

  test('refuses who lacks the scope, and says which', async () => {
    const answer = await post('/oauth/introspect', { token }, { authorization: `Bearer ${powerless}` });
    expect(answer.status).toBe(403);
    expect(answer.headers.get('www-authenticate')).toBe(
      'Bearer error="insufficient_scope", scope="tokens:introspect"',
    );
    expect(answer.body['error']).toBe('insufficient_scope');
  });

  test('is audited, without the token', async () => {
    await post('/oauth/introspect', { token });
    const found = await sql(
      botmint.databaseUrl,
      "select actor_name, outcome from audit_entry where command = 'tokens inspect' order by at desc limit 1",
    );
    expect(found).toEqual([{ actor_name: 'gateway', outcome: 'done' }]);
    const all = JSON.stringify(await sql(botmint.databaseUrl, 'select * from audit_entry'));
    expect(all).not.toContain(token.slice(-20));
  });
});

/** A token of a bot with the same name, in another workspace. */
async function ofAnotherOrganization(): Promise<string> {
  const { token: moved, id } = await issue(bob, '-u steve -e 3d');
  await sql(
    botmint.databaseUrl,
    `with o as (insert into organization (id, name, created_at) values (gen_random_uuid(), 'x', now()) returning id),
     m as (insert into member (organization_id, id, name, time_zone, workspace_role, is_deactivated, checked_at, created_at)
       select o.id, gen_random_uuid(), 'eve', 'UTC', 'admin', false, now(), now() from o returning organization_id, id),
     b as (insert into bot (organization_id, id, username, display_name, owner_id, created_at)
       select organization_id, gen_random_uuid(), 'steve', 'steve', id, now() from m returning organization_id, id, owner_id),
     d as (delete from token where id::text like $1 returning *)
     insert into token (organization_id, id, bot_id, format, hash, hint, scopes, created_by_member, created_at, expires_at,
       family_id, shown_at)
     select b.organization_id, d.id, b.id, d.format, d.hash, d.hint, d.scopes, b.owner_id, d.created_at, d.expires_at,
       d.family_id, d.shown_at from d, b`,
    [`${id}%`],
  );
  return moved;
}

describe('a client that does not say rightly who it is', () => {
  const none = { authorization: '' };

  test.each<[string, () => [Record<string, string>, Record<string, string>], string, RegExp]>([
    ['in no way', () => [{}, none], 'invalid_client', /^Basic realm="Botmint", Bearer$/],
    ['by a wrong bearer', () => [{}, { authorization: 'Bearer x.y.z' }], 'invalid_token', /^Bearer error/],
    ['by a wrong secret', () => [{}, { authorization: basic('gateway', 'x') }], 'invalid_client', /^Basic/],
    [
      "by another's secret",
      () => [{}, { authorization: basic('gateway', token) }],
      'invalid_client',
      /^Basic/,
    ],
    ['by a secret and no name', () => [{ client_secret: secret }, {}], 'invalid_client', /^Basic/],
    [
      "by a secret in the form and another's name",
      () => [{ client_id: 'steve', client_secret: secret }, {}],
      'invalid_client',
      /^Basic/,
    ],
    ['by a digest', () => [{}, { authorization: 'Digest x' }], 'invalid_client', /^Basic/],
    ['by a Basic without a colon', () => [{}, { authorization: 'Basic AAAA' }], 'invalid_client', /^Basic/],
  ])('%s is refused at both endpoints', async (_how, made, error, challenge) => {
    const [form, headers] = made();
    const kept = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''));
    const before = await dump(botmint.databaseUrl);
    for (const path of ['/oauth/introspect', '/oauth/revoke']) {
      const answer = await post(path, { token, ...form }, kept);
      expect([answer.status, answer.body['error']]).toEqual([401, error]);
      expect(answer.headers.get('www-authenticate')).toMatch(challenge);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(String(answer.body['error_description'])).toMatch(/^[ !#-[\]-~]+$/);
    }
    expect(await dump(botmint.databaseUrl)).toEqual(before);
  });
});

describe('a request that is not right', () => {
  test.each<[string, string, Record<string, string>]>([
    ['has no token', 'token_type_hint=access_token', {}],
    ['has an empty token', 'token=', {}],
    ['has its token twice', 'token=a&token=b', {}],
    ['is JSON', '{"token":"x"}', { 'content-type': 'application/json' }],
    ['is larger than a form is', `token=${'x'.repeat(70_000)}`, {}],
    ['has two logins', 'token=x&client_id=gateway&client_secret=y', {}],
    ['has a Basic that is not encoded', 'token=x', { authorization: `Basic ${btoa('%E0%A4%A:x')}` }],
  ])('%s', async (_what, form, headers) => {
    for (const path of ['/oauth/introspect', '/oauth/revoke']) {
      const answer = await post(path, form, { authorization: `Bearer ${secret}`, ...headers });
      expect([answer.status, answer.body['error']]).toEqual([400, 'invalid_request']);
    }
  });

  test('takes a form nowhere else', async () => {
    const answer = await post('/api/v1/credentials/revoke', { credentials: 'x' });
    expect(answer).toMatchObject({ status: 415, body: { error: 'unsupported_media_type' } });
  });
});

describe('revocation', () => {
  test('of an own token needs no scope, and kills it at once; also the one it is asked with', async () => {
    const { token: mine } = await issue(bob, '-u steve -e 3d -s ""');
    const answer = await post('/oauth/revoke', { token: mine }, { authorization: `Bearer ${mine}` });
    expect([answer.status, answer.body]).toEqual([200, {}]);
    expect((await botmint.me(mine)).body['error']).toBe('revoked_bot_token');
  });

  test("of another bot's token is refused, but for who may act on all and write tokens", async () => {
    const { token: hers } = await issue(bob, '-u steve -e 3d');
    const refused = await post('/oauth/revoke', { token: hers });
    expect([refused.status, refused.body['error']]).toEqual([403, 'insufficient_scope']);
    const { token: writing } = await issue(alice, '-u gateway -e 3d -s tokens:write');
    const forbidden = await post('/oauth/revoke', { token: hers }, { authorization: `Bearer ${writing}` });
    expect([forbidden.status, forbidden.body['error']]).toEqual([403, 'unauthorized_client']);
    expect((await botmint.me(hers)).status).toBe(200);
    const { token: acting } = await issue(alice, '-u gateway -e 3d -s tokens:write,organization:act');
    expect((await post('/oauth/revoke', { token: hers }, { authorization: `Bearer ${acting}` })).status).toBe(
      200,
    );
    expect((await botmint.me(hers)).status).toBe(401);
  });

  test('of what is unknown, dead or of another organization answers 200 and changes nothing', async () => {
    const elsewhere = await ofAnotherOrganization();
    const before = await dump(botmint.databaseUrl);
    for (const other of [elsewhere, 'nonsense', `af_bot_${'0'.repeat(64)}`, `${token.slice(0, -6)}AAAAAA`])
      expect(await post('/oauth/revoke', { token: other })).toMatchObject({ status: 200, body: {} });
    expect(await dump(botmint.databaseUrl)).toEqual(before);
  });
});

test('none of it was our fault', () => {
  expect(botmint.logged).toEqual([]);
});
