import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '../../dump.ts';
import { type Running, startBotmint } from '../../running.ts';
import type { Person } from '../../slack-clone/person.ts';
import { saidTo } from '../slack/asking.ts';
import { call, issue } from './calling.ts';
import { bearer, controlOf, signIn } from './signing-in.ts';

let botmint: Running;
let bob: Person;
let token: string;
let control: string;

beforeAll(async () => {
  botmint = await startBotmint();
  bob = await botmint.person('bob');
  await saidTo(bob, '/bots create steve');
  ({ token } = await issue(bob, '-u steve -e 3d --format opaque'));
  control = await controlOf(botmint);
});

afterAll(async () => {
  await bob[Symbol.asyncDispose]();
  await botmint[Symbol.asyncDispose]();
});

const ME = 'GET /api/v1/bots/me';

describe('the operator', () => {
  test('may do what an admin may, and stands in the audit log as what they are', async () => {
    const headers = bearer(control);
    expect((await call(botmint, ME, { headers })).body).toMatchObject({ name: 'operator', role: 'admin' });
    expect(await call(botmint, 'GET /api/v1/sessions?person=@bob', { headers })).toMatchObject({
      status: 200,
    });
    const again = { ...headers, 'idempotency-key': 'once' };
    for (const asked of ['first', 'again'])
      expect([
        asked,
        await call(botmint, 'POST /api/v1/bots/steve/disable', { headers: again }),
      ]).toMatchObject([asked, { status: 200 }]);
    await call(botmint, 'POST /api/v1/bots/steve/enable', { headers });
    const rows = await sql(
      botmint.databaseUrl,
      "select actor_kind, actor_name from audit_entry where command in ('bots disable', 'bots enable')",
    );
    expect(rows).toEqual(Array.from({ length: 2 }, () => ({ actor_kind: 'system', actor_name: 'operator' })));
  });

  test('does nothing that is done as somebody, but by a session', async () => {
    const headers = bearer(control);
    for (const asked of [
      'PUT /api/v1/bots/by-operator',
      'POST /api/v1/bots',
      'POST /api/v1/tokens',
      'POST /api/v1/bots/steve/rotate',
      'GET /api/v1/home',
    ])
      expect(await call(botmint, asked, { headers })).toMatchObject({
        status: 401,
        body: { error: 'unauthenticated', detail: expect.stringContaining('session --for @alice') as string },
      });
    expect((await call(botmint, 'GET /api/v1/sessions', { headers })).body['error']).toBe('invalid_body');
  });

  test('is known by what stands in the folder alone, and stands in the audit log', async () => {
    const body = { person: '@bob' };
    const wrong = control.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    expect(await call(botmint, 'POST /api/v1/sessions', { headers: bearer(wrong), body })).toMatchObject({
      status: 401,
    });
    const { access_token } = await signIn(botmint, 'alice');
    for (const headers of [bearer(access_token), { 'x-agentflow-bot-token': token }])
      expect(await call(botmint, 'POST /api/v1/sessions', { headers, body })).toMatchObject({
        status: 401,
        body: { error: 'unauthenticated' },
      });
    const rows = await sql(
      botmint.databaseUrl,
      "select actor_name, target, outcome from audit_entry where command = 'sessions open'",
    );
    expect(rows).toContainEqual({ actor_name: 'operator', target: 'alice', outcome: 'done' });
  });

  test('is told who there is when somebody is not', async () => {
    const answer = await call(botmint, 'POST /api/v1/sessions', {
      headers: bearer(control),
      body: { person: '@nobody' },
    });
    expect(answer).toMatchObject({ status: 404, body: { error: 'unknown_member' } });
  });
});
