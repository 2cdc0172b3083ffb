import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { dump, sql } from '../../dump.ts';
import { type Running, startBotmint } from '../../running.ts';
import type { Person } from '../../slack-clone/person.ts';
import { saidTo } from '../slack/asking.ts';
import { call, issue } from './calling.ts';

let botmint: Running;
let alice: Person;
let bob: Person;

beforeAll(async () => {
  botmint = await startBotmint();
  [alice, bob] = await Promise.all([botmint.person('alice'), botmint.person('bob')]);
  await saidTo(bob, '/bots create steve');
  await saidTo(alice, '/bots create hal');
  await sql(botmint.databaseUrl, "update bot set tier = 'enterprise'");
});

beforeEach(async () => {
  await sql(botmint.databaseUrl, 'delete from notice');
});

afterAll(async () => {
  for (const person of [alice, bob]) await person[Symbol.asyncDispose]();
  await botmint[Symbol.asyncDispose]();
});

const report = async (credentials: unknown) =>
  call(botmint, 'POST /api/v1/credentials/revoke', { body: { credentials } });

const told = async () =>
  sql(
    botmint.databaseUrl,
    `select member.name, kind, jsonb_array_length(subject->'tokens') as tokens from notice
     join member on member.id = member_id order by 1`,
  );

describe('whoever finds tokens', () => {
  test('has them all revoked by one call without saying who they are, and each owner is told once', async () => {
    const mine = [await issue(bob, '-u steve -e 3d'), await issue(bob, '-u steve -e 3d --format opaque')];
    const hers = await issue(alice, '-u hal -e 3d');
    const kept = await issue(bob, '-u steve -e 3d');
    const answer = await report([...mine, hers].map(({ token }) => token));
    expect([answer.status, answer.body]).toEqual([202, { ok: true }]);
    for (const { token } of [...mine, hers])
      expect((await botmint.me(token)).body['error']).toBe('revoked_bot_token');
    expect((await botmint.me(kept.token)).status).toBe(200);
    expect(await told()).toEqual([
      { name: 'alice', kind: 'token_reported', tokens: 1 },
      { name: 'bob', kind: 'token_reported', tokens: 2 },
    ]);
    const audited = await sql(
      botmint.databaseUrl,
      `select actor_kind, actor_id, actor_name, command, outcome, note, target = subject::text as names
       from audit_entry where actor_kind = 'system'`,
    );
    const row = {
      actor_kind: 'system',
      actor_id: null,
      actor_name: 'leak report',
      command: 'tokens revoke',
      outcome: 'done',
      note: 'reported from 127.0.0.1',
      names: true,
    };
    expect(audited).toEqual([row, row, row]);
    expect(
      await sql(
        botmint.databaseUrl,
        "select count(*)::int from token where ended_by = 'reported' and revoked_at is not null",
      ),
    ).toEqual([{ count: 3 }]);
  });

  test('is not told which were real', async () => {
    const { token } = await issue(bob, '-u steve -e 3d');
    const answers = [await report([token]), await report([token]), await report(['nonsense'])];
    for (const { status, body } of answers) expect([status, body]).toEqual([202, { ok: true }]);
    expect(await told()).toHaveLength(1);
  });

  test('ends what was issued by a token, and by those in turn', async () => {
    const first = await issue(bob, '-u steve -e 3d -s tokens:write');
    const issued = [first];
    // Each ends before the one that issues it.
    for (const expiry of ['2d', '1d', '12h']) {
      const parent = issued.at(-1) ?? first;
      const { status, body } = await call(botmint, 'POST /api/v1/tokens', {
        token: parent.token,
        body: { username: 'steve', expiry, scopes: ['tokens:write'] },
      });
      expect([status, body]).toMatchObject([200, { ok: true }]);
      issued.push({ token: String(body['access_token']), id: String(body['id']) });
    }
    // One in the middle was revoked before: what it had issued ends all the same.
    await saidTo(bob, `/tokens revoke ${issued[1]?.id}`);
    await report([first.token]);
    for (const { token } of issued) expect((await botmint.me(token)).status).toBe(401);
    expect(await told()).toEqual([{ name: 'bob', kind: 'token_reported', tokens: 3 }]);
  });

  test('is taken at their word a thousand at a time', async () => {
    const real = await Promise.all(Array.from({ length: 20 }, async () => issueByBot()));
    const invented = Array.from({ length: 980 }, (_, count) => `af_bot_${String(count).padStart(64, '0')}`);
    expect((await report([...invented, ...real])).status).toBe(202);
    expect((await report([...invented, ...real, 'one more'])).status).toBe(400);
    for (const token of real) expect((await botmint.me(token)).status).toBe(401);
  });

  test.each([[[]], ['x'], [[1]], [{}], [undefined], [null]])('is refused %j', async (credentials) => {
    const before = await dump(botmint.databaseUrl);
    const answer = await report(credentials);
    expect(answer).toMatchObject({ status: 400, body: { ok: false, error: 'invalid_body' } });
    expect(await dump(botmint.databaseUrl)).toEqual(before);
  });

  test('reaches who stands in for an owner that has gone: the backup owner, else the admins', async () => {
    const [one, other] = [await issue(bob, '-u steve -e 3d'), await issue(bob, '-u steve -e 3d')];
    await sql(botmint.databaseUrl, "update member set is_deactivated = true where name = 'bob'");
    await report([one.token]);
    expect(await told()).toEqual([{ name: 'alice', kind: 'token_reported', tokens: 1 }]);
    await sql(botmint.databaseUrl, 'delete from notice');
    await using carol = await botmint.person('carol');
    await saidTo(carol, '/botmint whoami');
    await sql(
      botmint.databaseUrl,
      "update bot set backup_owner_id = (select id from member where name = 'carol') where username = 'steve'",
    );
    await report([other.token]);
    expect(await told()).toEqual([{ name: 'carol', kind: 'token_reported', tokens: 1 }]);
    await sql(botmint.databaseUrl, "update member set is_deactivated = false where name = 'bob'");
  });

  test('may report sixty times an hour, and is told when to go on', async () => {
    const statuses: number[] = [];
    for (let count = 0; count < 60; count += 1) statuses.push((await report(['x'])).status);
    const answer = await report(['x']);
    expect(answer).toMatchObject({ status: 429, body: { error: 'rate_limited' } });
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(3000);
    expect(statuses.filter((status) => status === 202).length).toBeLessThan(60);
  });

  test('and none of it was our fault', () => {
    expect(botmint.logged).toEqual([]);
  });
});

let issuing: string | undefined;

async function issueByBot(): Promise<string> {
  issuing ??= (await issue(alice, '-u hal -e 3d -s tokens:write')).token;
  const { body } = await call(botmint, 'POST /api/v1/tokens', {
    token: issuing,
    body: { username: 'hal', expiry: '1d', format: 'opaque' },
  });
  return String(body['access_token']);
}
