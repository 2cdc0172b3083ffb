import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '../../dump.ts';
import { type Running, startBotmint } from '../../running.ts';
import type { Person } from '../../slack-clone/person.ts';
import { answering, openReceiver, type Receiver } from '../../webhooks/receiver.ts';
import { call, issue } from '../rest/calling.ts';
import { answerTo, readIn, saidTo } from './asking.ts';

let botmint: Running;
let there: Receiver;
let bob: Person;

/** What the one webhook missed, with two attempts. */
const MISSED = `with hooked as (
    select * from webhook
  ), made as (
    insert into event (organization_id, id, type, bot_id, payload, created_at)
    select organization_id, gen_random_uuid(), 'token.issued', bot_id, '{"n":1}', created_at from hooked returning *
  ), missed as (
    insert into delivery (organization_id, id, event_id, webhook_id, trigger, state, attempts, due_at, created_at, finished_at)
    select organization_id, gen_random_uuid(), made.id, hooked.id, 'event', 'failed', 2, created_at, created_at, created_at
    from made join hooked using (organization_id, created_at) returning *
  )
  insert into attempt (organization_id, delivery_id, number, started_at, duration_ms, error)
  select organization_id, id, number, created_at, 5, 'refused' from missed, generate_series(1, 2) number`;

beforeAll(async () => {
  botmint = await startBotmint({ WEBHOOK_ALLOWED_NETWORKS: '127.0.0.0/8' });
  there = await openReceiver(answering(200, {}, 'thank you'));
  bob = await botmint.person('bob');
  await saidTo(bob, '/bots create steve');
  await saidTo(bob, `/webhooks set steve ${there.url}`);
  // What stands in line stays there.
  await saidTo(bob, '/webhooks pause steve');
  await sql(botmint.databaseUrl, MISSED);
});

afterAll(async () => {
  await bob[Symbol.asyncDispose]();
  await there[Symbol.asyncDispose]();
  await botmint[Symbol.asyncDispose]();
});

describe('in Slack', () => {
  test('a missed delivery is shown and sent again with its buttons', async () => {
    const list = await answerTo(bob, '/webhooks deliveries steve');
    expect(list.message.text).toBe('1 delivery for steve/default.');
    expect(readIn(list.message)).toMatch(/token\.issued.* · failed · 2 attempts.*\n.*Show.*Replay/);
    await bob.press(list, 'run-0');
    const card = (await bob.nextEvent('ephemeral')).message;
    expect(readIn(card)).toMatch(/2 · .* · refused the connection/);
    expect(readIn(card)).toContain('{"n":1}');
    await bob.press(list, 'run-1');
    expect((await bob.nextEvent('ephemeral')).message.text).toMatch(
      /^It stands in line for steve\/default again/,
    );
    await bob.press(list, 'run-1');
    expect((await bob.nextEvent('ephemeral')).message.text).toContain('stands in line already');
  });

  test('a test is sent while one waits, and says what came', async () => {
    expect(await saidTo(bob, '/webhooks test steve')).toMatch(/^steve\/default answered 200 in \d+ ms\.$/);
    expect(there.requests.map(({ headers }) => headers['x-agentflow-event'])).toContain('webhook.test');
  });
});

describe('over the API', () => {
  test('a bot tests its webhook, lists, shows and replays what it missed', async () => {
    const { token } = await issue(bob, '-u steve -e 3d -s "webhooks:read webhooks:write"');
    const hook = '/api/v1/webhooks/steve%2Fdefault';
    const asked = async (what: string, body?: Record<string, unknown>) => {
      const answer = await call(botmint, what, { token, body });
      return [answer.status, answer.body] as const;
    };
    expect(await asked(`POST ${hook}/test`)).toMatchObject([
      200,
      { ok: true, is_delivered: true, status: 200, response_body: 'thank you' },
    ]);
    const [status, listed] = await asked(`GET ${hook}/deliveries?state=failed`);
    expect([status, listed]).toMatchObject([200, { total: 1, deliveries: [{ event: 'token.issued' }] }]);
    const [{ id } = { id: '' }] = listed['deliveries'] as { id: string }[];
    expect(await asked(`GET /api/v1/deliveries/${id}`)).toMatchObject([
      200,
      { payload: '{"n":1}', attempt_list: [{ number: 2, error: 'refused' }, { number: 1 }] },
    ]);
    expect(await asked(`GET /api/v1/deliveries/000000`)).toMatchObject([404, { error: 'unknown_delivery' }]);
    expect(await asked(`POST ${hook}/replay`, { since: 'soon' })).toMatchObject([
      400,
      { error: 'invalid_body' },
    ]);
    await sql(botmint.databaseUrl, "delete from delivery where trigger = 'replay'");
    expect(await asked(`POST ${hook}/replay`, { since: '2h', state: ['failed'] })).toMatchObject([
      200,
      { total: 1 },
    ]);
    expect(botmint.logged).toEqual([]);
  });
});
