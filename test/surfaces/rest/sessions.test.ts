import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '../../dump.ts';
import { type Running, startBotmint } from '../../running.ts';
import type { Person } from '../../slack-clone/person.ts';
import { saidTo } from '../slack/asking.ts';
import { call, issue } from './calling.ts';
import { bearer, type Opened, signIn } from './signing-in.ts';

let botmint: Running;
let bob: Person;
let token: string;

beforeAll(async () => {
  botmint = await startBotmint({ PUBLIC_URL: 'https://botmint.example.org' });
  bob = await botmint.person('bob');
  await saidTo(bob, '/bots create steve');
  ({ token } = await issue(bob, '-u steve -e 3d --format opaque -s "bots:read bots:write"'));
});

afterAll(async () => {
  await bob[Symbol.asyncDispose]();
  await botmint[Symbol.asyncDispose]();
});

const ME = 'GET /api/v1/bots/me';
const REFRESH = 'POST /api/v1/sessions/refresh';

const me = async ({ access_token }: Pick<Opened, 'access_token'>) =>
  call(botmint, ME, { headers: bearer(access_token) });

const ending = (of: Opened): string => `DELETE /api/v1/sessions/${of.session_id}`;

const cookieOf = ({ access_token }: Opened) => ({ cookie: `theme=dark; af_session=${access_token}` });

const refresh = async (refresh_token: string) => call(botmint, REFRESH, { body: { refresh_token } });

describe('a session', () => {
  test('is a person: they make bots with it, and see and end it', async () => {
    const session = await signIn(botmint, 'bob');
    expect(session).toMatchObject({ name: 'bob', role: 'member' });
    expect((await me(session)).body).toMatchObject({ ok: true, name: 'bob', role: 'member' });
    const headers = bearer(session.access_token);
    const made = await call(botmint, 'PUT /api/v1/bots/made-by-session', { headers });
    expect(made).toMatchObject({ status: 200, body: { owner: 'bob' } });
    const { body } = await call(botmint, 'GET /api/v1/sessions', { headers });
    expect(body['sessions']).toContainEqual(
      expect.objectContaining({ id: session.session_id, is_current: true, opened_by: 'operator' }),
    );
    const ended = await call(botmint, 'DELETE /api/v1/sessions/current', { headers });
    expect(ended).toMatchObject({ status: 200, body: { id: session.session_id, is_own: true } });
    expect(await me(session)).toMatchObject({ status: 401, body: { error: 'revoked_session' } });
    expect(await refresh(session.refresh_token)).toMatchObject({
      status: 401,
      body: { error: 'revoked_session' },
    });
  });

  test('ends for what its person was, as soon as they are not', async () => {
    const session = await signIn(botmint, 'carol');
    expect((await me(session)).body).toMatchObject({ role: 'guest' });
    await sql(botmint.databaseUrl, "update member set given_role = 'member' where name = 'carol'");
    expect((await me(session)).body).toMatchObject({ role: 'member' });
    await sql(
      botmint.databaseUrl,
      "update member set given_role = null, is_deactivated = true where name = 'carol'",
    );
    expect((await me(session)).body).toMatchObject({ error: 'revoked_session' });
    await sql(botmint.databaseUrl, "update member set is_deactivated = false where name = 'carol'");
  });

  test('of somebody else is seen and ended by an admin alone', async () => {
    const [his, hers] = [await signIn(botmint, 'bob'), await signIn(botmint, 'alice')];
    const byBob = { headers: bearer(his.access_token) };
    const byAlice = { headers: bearer(hers.access_token) };
    expect(await call(botmint, 'GET /api/v1/sessions?person=@alice', byBob)).toMatchObject({ status: 403 });
    expect(await call(botmint, ending(hers), byBob)).toMatchObject({
      status: 404,
      body: { error: 'unknown_session' },
    });
    expect(await call(botmint, 'GET /api/v1/sessions?person=@bob', byAlice)).toMatchObject({ status: 200 });
    expect(await call(botmint, ending(his), byAlice)).toMatchObject({ status: 200, body: { is_own: false } });
    expect((await me(his)).status).toBe(401);
  });
});

describe('a refresh', () => {
  test('brings the next of both, and the last one twice the same session for a minute', async () => {
    const first = await signIn(botmint, 'bob');
    const { status, body, headers } = await refresh(first.refresh_token);
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
    // The answer was lost on its way.
    const again = await refresh(first.refresh_token);
    expect(again.status).toBe(200);
    for (const next of [body, again.body])
      expect((await refresh(String(next['refresh_token']))).status).toBe(200);
  });

  test('with one that was used long before ends the session, and that stands in the audit log', async () => {
    const first = await signIn(botmint, 'bob');
    const { body } = await refresh(first.refresh_token);
    await refresh(String(body['refresh_token']));
    expect(await refresh(first.refresh_token)).toMatchObject({
      status: 401,
      body: {
        error: 'revoked_session',
        detail: expect.stringContaining('by somebody else as well') as string,
      },
    });
    expect((await me(first)).body['error']).toBe('revoked_session');
    const rows = await sql(
      botmint.databaseUrl,
      "select actor_name, outcome from audit_entry where command = 'sessions revoke' and actor_kind = 'system'",
    );
    expect(rows).toContainEqual({ actor_name: 'refresh', outcome: 'done' });
  });

  test('asks the workspace who they are by now: who has left there is out here', async () => {
    const session = await signIn(botmint, 'carol');
    // Nobody told us, and what we know is old.
    const says = async (change: string) =>
      sql(botmint.databaseUrl, `update clone_slack_local.member set ${change} where name = 'carol'`);
    await says('deleted = true');
    await sql(
      botmint.databaseUrl,
      "update member set checked_at = now() - interval '1 h' where name = 'carol'",
    );
    expect((await me(session)).status).toBe(200);
    expect((await refresh(session.refresh_token)).body['error']).toBe('revoked_session');
    expect((await me(session)).body['error']).toBe('revoked_session');
    await says('deleted = false');
    await sql(botmint.databaseUrl, "update member set is_deactivated = false where name = 'carol'");
  });

  test('after a minute ends it as well: whoever has both by then is two', async () => {
    const first = await signIn(botmint, 'bob');
    await refresh(first.refresh_token);
    await sql(
      botmint.databaseUrl,
      `update session set refreshed_at = refreshed_at - interval '61 s' where id = '${first.session_id}'`,
    );
    expect(await refresh(first.refresh_token)).toMatchObject({ status: 401 });
    expect((await me(first)).body['error']).toBe('revoked_session');
  });

  test.each([
    ['nothing', {}, 400, 'invalid_body'],
    ['a number', { refresh_token: 7 }, 400, 'invalid_body'],
    ['more than it', { refresh_token: 'x', more: 1 }, 400, 'invalid_body'],
    ['made-up words', { refresh_token: 'x.y.z' }, 401, 'invalid_session'],
  ])('with %s is refused', async (_what, sent, status, error) => {
    expect(await call(botmint, REFRESH, { body: sent })).toMatchObject({ status, body: { error } });
  });

  test('token is no session, a session is no refresh token, and neither is a token of a bot', async () => {
    const { access_token, refresh_token } = await signIn(botmint, 'bob');
    expect((await refresh(access_token)).body['error']).toBe('invalid_session');
    expect((await refresh(token)).body['error']).toBe('invalid_session');
    expect((await call(botmint, ME, { token: access_token })).body['error']).toBe('unknown_bot_token');
    expect((await call(botmint, ME, { headers: bearer(refresh_token) })).body['error']).toBe(
      'unknown_bot_token',
    );
  });
});

describe('what a browser sends', () => {
  let session: Opened;

  beforeAll(async () => {
    session = await signIn(botmint, 'bob');
  });

  test('is a session by its cookie', async () => {
    expect((await call(botmint, ME, { headers: cookieOf(session) })).body['name']).toBe('bob');
    expect(await call(botmint, ME, { headers: { cookie: 'af_session=x' } })).toMatchObject({
      status: 401,
      body: { error: 'invalid_session' },
    });
  });

  test.each([
    ['nobody in particular', {}, 200],
    ['our own page', { origin: 'own', 'sec-fetch-site': 'same-origin' }, 200],
    ['our public address', { origin: 'https://botmint.example.org' }, 200],
    ['another origin', { origin: 'http://evil.example' }, 403],
    ['our public name without TLS', { origin: 'http://botmint.example.org' }, 403],
    ['a sibling of ours', { 'sec-fetch-site': 'same-site' }, 403],
    ['another site, with our origin', { origin: 'own', 'sec-fetch-site': 'cross-site' }, 403],
    ['an address typed by hand', { 'sec-fetch-site': 'none' }, 403],
    ['a page without an origin', { origin: 'null' }, 403],
  ])('to change something is taken from %s, or not', async (_who, sent, status) => {
    const origin = 'origin' in sent && sent.origin === 'own' ? { origin: botmint.api } : {};
    const headers = { ...cookieOf(session), ...(sent as Record<string, string>), ...origin };
    const answer = await call(botmint, 'POST /api/v1/bots/steve', { headers, body: { description: 'x' } });
    expect(answer).toMatchObject(
      status === 200 ? { status } : { status, body: { error: 'forbidden_origin' } },
    );
  });

  test('as a bearer has no such question: a page of another cannot send it', async () => {
    const headers = { ...bearer(session.access_token), origin: 'http://evil.example' };
    const answer = await call(botmint, 'POST /api/v1/bots/steve', { headers, body: { description: 'y' } });
    expect(answer.status).toBe(200);
  });
});
