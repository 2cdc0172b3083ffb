import { describe, expect, test } from 'vitest';
import { execute } from '../../src/commands/execute.ts';
import { webhooksDelete } from '../../src/commands/webhooks-delete.ts';
import type { Document } from '../../src/core/document.ts';
import type { Outcome } from '../../src/commands/execute.ts';
import { plain } from '../../src/core/text.ts';
import { done, issue, openWorld, refused, rows, said, type World } from '../world.ts';

const URL = 'http://127.0.0.1:9/hook';

async function withHook() {
  const world = await openWorld();
  const [alice, bob] = [await world.person('alice'), await world.person('bob')];
  await world.ask(bob, 'bots create', { username: 'steve' });
  done(await world.ask(bob, 'webhooks set', { username: 'steve', url: URL }));
  const hook = async (
    verb: string,
    input: Record<string, unknown> = {},
    who: Parameters<World['ask']>[0] = bob,
  ) => world.ask(who, `webhooks ${verb}`, { webhook: 'steve', ...input });
  return Object.assign(world, { alice, bob, hook });
}

/** Deliveries in these states, a minute apart, each tried once but for those that wait. */
async function arrive(world: World, ...states: string[]): Promise<void> {
  for (const state of states) {
    world.clock.pass(60_000);
    const at = `'${world.clock.now().toISOString()}'::timestamptz`;
    const open = state === 'waiting' || state === 'kept';
    await rows(
      world,
      `with e as (
         insert into event (organization_id, id, type, bot_id, payload, created_at)
         select organization_id, gen_random_uuid(), 'token.issued', bot_id, '{}', ${at} from webhook
         returning *
       ), d as (
         insert into delivery (organization_id, id, event_id, webhook_id, trigger, state, attempts, due_at, last_status,
           last_error, created_at, finished_at)
         select e.organization_id, gen_random_uuid(), e.id, webhook.id, 'event', '${state}', 1, ${at} + interval '1 h',
           ${state === 'delivered' ? 200 : 500}, ${state === 'delivered' ? 'null' : "'status_500'"}, ${at},
           ${open ? 'null' : at} from e, webhook
         returning *
       )
       insert into attempt (organization_id, delivery_id, number, started_at, duration_ms, status)
       select organization_id, id, 1, ${at}, 34, last_status from d`,
    );
  }
}

const documentOf = (outcome: Outcome): Document => {
  done(outcome);
  return outcome.kind === 'done' ? outcome.document : { text: [] };
};

describe('webhooks show', () => {
  test('is a card: where to, how it goes, what waits, and the last five that came', async () => {
    await using world = await withHook();
    await arrive(world, 'delivered', 'delivered', 'failed', 'waiting', 'kept', 'waiting');
    await rows(
      world,
      `update webhook set failing_since = created_at, failures = 4, last_error = 'status_500',
         last_error_at = created_at, last_success_at = created_at`,
    );
    const outcome = await world.hook('show');
    const { text, facts = [], lines = [], sections = [], note = [], buttons = [] } = documentOf(outcome);
    expect(plain(text)).toBe('steve/default · `http://127.0.0.1:9/hook`');
    expect(facts.map(([label, value]) => [label, plain(value)])).toEqual([
      ['Status', 'failing since 21 Nov 2026, 22:14 CET (6 minutes ago)'],
      ['Waiting', '2, the first came 2 minutes ago'],
      ['Last success', '21 Nov 2026, 22:14 CET (6 minutes ago)'],
      ['Last error', 'answered 500 · 21 Nov 2026, 22:14 CET (6 minutes ago)'],
    ]);
    expect(lines.map((line) => plain(line.text))).toEqual([
      'Hears of all events. Signed as `agentflow`.',
      '1 delivery is kept, sent only when replayed: `webhooks replay steve/default`',
    ]);
    expect(sections.flatMap((section) => section.lines.map((line) => plain(line.text)))).toEqual([
      '2026-11-21 22:20:00 CET · `token.issued` · waiting · 500 · 34 ms',
      '2026-11-21 22:19:00 CET · `token.issued` · kept · 500 · 34 ms',
      '2026-11-21 22:18:00 CET · `token.issued` · waiting · 500 · 34 ms',
      '2026-11-21 22:17:00 CET · `token.issued` · failed · 500 · 34 ms',
      '2026-11-21 22:16:00 CET · `token.issued` · delivered · 200 · 34 ms',
    ]);
    expect(plain(note)).toBe(
      'Each room in order, 8 at once, 15 s for an answer, retries bot · set on 21 Nov 2026, 22:14 CET.',
    );
    expect(buttons.map(({ label }) => label)).toEqual(['Test', 'Pause', 'Replay']);
    // What failed is not what its question speaks of.
    expect(buttons.at(-1)?.input).toEqual({ webhook: 'steve/default', state: 'kept' });
    expect(done(outcome)).toMatchObject({ pending: 2, kept: 1, health: 'failing', is_mine: true });
  });

  test('is for those who may act on its bot alone, in a list as well', async () => {
    await using world = await withHook();
    const carol = await world.person('carol');
    const sentence = 'bob owns steve; only bob or an admin can do that.';
    for (const verb of ['show', 'delete', 'pause', 'resume', 'rotate-secret'])
      expect(
        refused(await world.hook(verb, {}, verb === 'show' ? carol : { ...carol, scopes: world.bob.scopes })),
      ).toEqual({ code: 'forbidden', sentence });
    expect(refused(await world.ask(carol, 'webhooks list', { username: 'steve' })).sentence).toBe(sentence);
    expect(said(await world.ask(carol, 'webhooks list'))).toContain('No webhooks yet.');
    expect(done(await world.ask(carol, 'bots show', { username: 'steve' }))).toMatchObject({ webhooks: [] });
    expect(done(await world.hook('show', {}, world.alice))).toMatchObject({ url: URL });
    const there = await world.person('alice', 'T0THERE');
    expect(refused(await world.hook('show', {}, there)).code).toBe('unknown_webhook');
    const { id } = done(await world.hook('show'));
    expect(refused(await world.hook('show', { webhook: id }, there)).code).toBe('unknown_webhook');
  });
});

test('webhooks list counts them, shows ten with their health, and goes on with More', async () => {
  await using world = await withHook();
  const { bob } = world;
  await world.ask(bob, 'bots create', { username: 'ada' });
  for (const username of ['ada', 'steve'])
    for (let count = 1; count <= 6; count += 1)
      done(
        await world.ask(bob, 'webhooks set', { username, url: URL, name: `n${count}`, events: 'message' }),
      );
  await world.hook('pause', { webhook: 'steve/n1' });
  const first = await world.ask(bob, 'webhooks list');
  expect(said(first)).toBe('13 webhooks, 10 of them here.');
  const { table, buttons = [] } = documentOf(first);
  expect(table?.rows[0]?.map(plain)).toEqual(['ada/n1', 'untried', 'message', `\`${URL}\``]);
  const rest = done(await world.ask(bob, 'webhooks list', buttons[0]?.input));
  expect(rest).toMatchObject({ total: 13, next_cursor: null });
  expect(JSON.stringify(rest)).toMatch(/"n4".*"n5".*"n6"/);
  const steves = await world.ask(bob, 'webhooks list', { username: 'steve' });
  expect(said(steves)).toBe('7 webhooks of steve.');
  expect(documentOf(steves).table?.rows.map((row) => row.map(plain).join(' '))).toContain(
    `steve/n1 paused message \`${URL}\``,
  );
  expect(refused(await world.ask(bob, 'webhooks list', { cursor: 'x y' })).code).toBe('invalid_input');
  const shown = documentOf(await world.ask(bob, 'bots show', { username: 'ada' }));
  expect(shown.sections?.map(({ heading, lines }) => [heading, lines.length])).toEqual([['Webhooks', 6]]);
  expect(shown.sections?.[0]?.lines[0]?.buttons?.[0]).toMatchObject({ input: { webhook: 'ada/n1' } });
});

describe('a webhook that is paused', () => {
  test('waits, and goes on at once with what came meanwhile', async () => {
    await using world = await withHook();
    expect(said(await world.hook('pause'))).toBe(
      'steve/default is paused: what comes waits. To go on: `webhooks resume steve/default`',
    );
    expect(refused(await world.hook('pause')).code).toBe('already_done');
    await arrive(world, 'waiting', 'waiting');
    expect(said(await world.hook('resume'))).toBe(
      'steve/default goes on. 2 deliveries that waited go out now.',
    );
    const now = world.clock.now();
    expect(await rows(world, 'select due_at from delivery')).toEqual([{ due_at: now }, { due_at: now }]);
    expect(refused(await world.hook('resume')).sentence).toBe(
      'steve/default is active already. How it goes: `webhooks show steve/default`',
    );
    expect(await rows(world, 'select version, status, status_reason from webhook')).toEqual([
      { version: 2, status: 'active', status_reason: null },
    ]);
  });

  test('by itself begins anew, and does not send what was kept', async () => {
    await using world = await withHook();
    await rows(
      world,
      `update webhook set status = 'disabled', status_reason = 'failing', failing_since = created_at, failures = 40`,
    );
    await arrive(world, 'kept', 'kept');
    const outcome = await world.hook('resume');
    expect(said(outcome)).toBe(
      'steve/default goes on. 2 deliveries that came while it was disabled are kept. To send them as well: `webhooks replay steve/default`',
    );
    expect(documentOf(outcome).buttons?.map(({ label }) => label)).toEqual(['Show', 'Replay']);
    expect(await rows(world, 'select failing_since, failures from webhook')).toEqual([
      { failing_since: null, failures: 0 },
    ]);
    expect(await rows(world, "select from delivery where state = 'kept'")).toHaveLength(2);
  });
});

test('webhooks delete asks with how much waits, and lets go of it', async () => {
  await using world = await withHook();
  await arrive(world, 'delivered', 'waiting', 'kept', 'waiting');
  const asked = await execute(webhooksDelete, { webhook: 'steve' }, world.bob, world.deps, false);
  expect(asked.kind === 'confirm' && plain(asked.question.text)).toBe(
    'Delete steve/default? Its address goes silent within 5 seconds. Its deliveries, 2 waiting and 1 kept, are let go of.',
  );
  expect(said(await world.hook('delete'))).toBe('steve/default is deleted. 3 deliveries are let go of.');
  const states = 'select state, finished_at is null as open from delivery order by sequence';
  expect(await rows(world, states)).toEqual([
    { state: 'delivered', open: false },
    ...Array.from({ length: 3 }, () => ({ state: 'dropped', open: false })),
  ]);
  expect(refused(await world.hook('show')).sentence).toBe(
    'steve has no webhook. Give it one: `webhooks set steve https://example.com/hook`',
  );
  done(await world.ask(world.bob, 'webhooks set', { username: 'steve', url: URL }));
  const audit = "select target from audit_entry where command = 'webhooks delete'";
  expect(await rows(world, audit)).toEqual([{ target: 'steve/default' }]);
});

describe('a bot that has one', () => {
  test('takes it along when it is deleted, and says so first', async () => {
    await using world = await withHook();
    await arrive(world, 'waiting');
    const botsDelete = world.deps.commands.find(({ name }) => name === 'bots delete');
    const asked =
      botsDelete && (await execute(botsDelete, { username: 'steve' }, world.bob, world.deps, false));
    expect(asked?.kind === 'confirm' && plain(asked.question.text)).toBe(
      'Delete steve? It has no tokens, its webhook goes silent, and the name is not given out again.',
    );
    expect(said(await world.ask(world.bob, 'bots delete', { username: 'steve' }))).toBe(
      'steve is deleted. It had no tokens. Its webhook is deleted. Its name is not given out again.',
    );
    expect(await rows(world, 'select state, deleted_at from delivery join webhook on true')).toEqual([
      { state: 'dropped', deleted_at: world.clock.now() },
    ]);
  });

  test('comes to a new owner with it disabled, as its address is the old one’s', async () => {
    await using world = await withHook();
    const { alice, bob } = world;
    await world.ask(alice, 'bots create', { username: 'ops' });
    done(
      await world.ask(alice, 'webhooks set', {
        username: 'ops',
        url: URL,
        hears: 'all',
        events: 'webhook.*',
      }),
    );
    await rows(world, "update webhook set status = 'paused', status_reason = 'asked' where hears = 'own'");
    await world.ask(bob, 'bots transfer', { username: 'steve', to: '@alice' });
    const outcome = await world.ask(alice, 'bots accept', { username: 'steve' });
    expect(said(outcome)).toContain(
      'Its webhook is disabled until you have seen where to: `webhooks show steve/default`',
    );
    expect(done(await world.hook('show', {}, alice))).toMatchObject({
      status: 'disabled',
      status_reason: 'transferred',
    });
    const told =
      "select type, state from event join delivery on event_id = event.id join webhook on webhook_id = webhook.id where hears = 'all'";
    expect(await rows(world, told)).toEqual([{ type: 'webhook.disabled', state: 'waiting' }]);
    const { token } = await issue(world, alice, 'steve', { scopes: 'webhooks:read' });
    expect(done(await world.hook('show', {}, await world.bot(token)))).toMatchObject({ is_mine: false });
  });
});
