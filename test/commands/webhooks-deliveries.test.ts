import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { plain } from '../../src/core/text.ts';
import { giveWebhook } from '../webhooks/hook.ts';
import { givePast } from '../webhooks/past.ts';
import { done, issue, openWorld, refused, rows, said } from '../world.ts';

async function openHooked() {
  const world = await openWorld();
  const bob = await world.person('bob');
  await world.ask(bob, 'bots create', { username: 'steve' });
  const { organizationId: organization } = bob;
  const webhook = await giveWebhook(world.deps, organization, 'steve', { url: 'https://example.com/hook' });
  const ask = (name: string, input: Record<string, unknown> = {}) => world.ask(bob, name, input);
  return Object.assign(world, { bob, organization, webhook, askBob: ask });
}

const Page = z.object({
  deliveries: z.array(z.object({ id: z.string(), state: z.string(), is_replayable: z.boolean() })),
  total: z.number(),
  next_cursor: z.string().nullable(),
});

describe('webhooks deliveries', () => {
  test('has the newest first, ten at a time, each with what can be done with it', async () => {
    await using world = await openHooked();
    await givePast(world, { ...world, count: 11, state: 'delivered' });
    world.clock.pass(1000);
    await givePast(world, { ...world, type: 'token.issued' }, 3);
    const first = await world.askBob('webhooks deliveries', { webhook: 'steve' });
    expect(said(first)).toBe('12 deliveries for steve/default, 10 of them here.');
    if (first.kind !== 'done') throw new Error('refused');
    const [newest, next] = first.document.table?.lines ?? [];
    expect(plain(newest?.text ?? [])).toMatch(
      /^`[0-9a-f]{8}` · token\.issued · 21 Nov 2026, 22:14 CET · failed · 3 attempts, the last answered 500$/,
    );
    expect(newest?.buttons?.map(({ label }) => label)).toEqual(['Show', 'Replay']);
    expect(next?.buttons?.map(({ label }) => label)).toEqual(['Show']);
    const [more] = first.document.buttons ?? [];
    const page = Page.parse(done(await world.askBob(more?.command ?? '', more?.input)));
    expect(page).toMatchObject({ total: 12, next_cursor: null });
    const seen = [...Page.parse(done(first)).deliveries, ...page.deliveries].map(({ id }) => id);
    expect(new Set(seen).size).toBe(12);
  });

  test('has those that fit, by state, event and time, page by page', async () => {
    await using world = await openHooked();
    await givePast(world, { ...world, count: 2, type: 'token.issued' });
    world.clock.pass(3 * 3_600_000);
    await givePast(world, { ...world, state: 'kept' });
    const total = async (input: Record<string, unknown>) =>
      Page.parse(done(await world.askBob('webhooks deliveries', { webhook: 'steve', ...input }))).total;
    expect(await total({ state: 'failed' })).toBe(2);
    expect(await total({ state: 'kept', event: 'bot.disabled' })).toBe(1);
    expect(await total({ event: 'token.issued' })).toBe(2);
    expect(await total({ since: '2h' })).toBe(1);
    expect(await total({ since: '2026-11-21T22:00:00+01:00' })).toBe(3);
    const fits = await world.askBob('webhooks deliveries', { webhook: 'steve', state: 'failed', limit: 1 });
    expect(said(fits)).toBe('2 deliveries for steve/default that fit, 1 of them here.');
    if (fits.kind !== 'done') throw new Error('refused');
    expect(fits.document.buttons?.[0]?.input).toMatchObject({ webhook: 'steve/default', state: 'failed' });
    expect(said(await world.askBob('webhooks deliveries', { webhook: 'steve', state: 'dropped' }))).toBe(
      'No delivery for steve/default fits. `webhooks deliveries steve/default` shows them all.',
    );
  });

  test('refuses what is no state, no event, no time and no page', async () => {
    await using world = await openHooked();
    const sentence = async (input: Record<string, unknown>) =>
      refused(await world.askBob('webhooks deliveries', { webhook: 'steve', ...input }));
    for (const input of [{ state: 'lost' }, { event: 'bot.sneezed' }, { since: 'soon' }, { cursor: 'x' }])
      expect((await sentence(input)).code).toBe('invalid_input');
    expect((await sentence({ since: 'soon' })).sentence).toContain('`soon` is no time');
    expect(said(await world.askBob('webhooks deliveries', { webhook: 'steve' }))).toBe(
      'Nothing was sent to steve/default yet. Try it: `webhooks test steve/default`',
    );
  });

  test('and each of them are for those who may act on the bot alone', async () => {
    await using world = await openHooked();
    await givePast(world, world);
    const [row] = await rows(world, 'select id from delivery');
    const alice = await world.person('alice');
    const [carol, away] = [await world.person('carol'), await world.person('alice', 'T0AWAY')];
    await world.ask(alice, 'bots create', { username: 'other' });
    const scopes = 'webhooks:read webhooks:write';
    const other = await world.bot((await issue(world, alice, 'other', { scopes })).token);
    const steve = await world.bot((await issue(world, world.bob, 'steve', { scopes })).token);
    for (const [name, input] of [
      ['webhooks deliveries', { webhook: 'steve' }],
      ['webhooks delivery', { id: row?.['id'] }],
    ] as const) {
      for (const who of [carol, other])
        expect(refused(await world.ask(who, name, input)).code).toBe('forbidden');
      expect(refused(await world.ask(away, name, input)).code).toMatch(/^unknown_/);
      for (const who of [alice, steve]) done(await world.ask(who, name, input));
    }
    const replay = { webhook: 'steve', delivery: row?.['id'] };
    expect(refused(await world.ask(carol, 'webhooks replay', replay)).code).toBe('missing_scope');
    expect(refused(await world.ask(other, 'webhooks replay', replay)).code).toBe('forbidden');
    expect(refused(await world.ask(away, 'webhooks replay', replay)).code).toBe('unknown_webhook');
    expect(await rows(world, "select from delivery where trigger = 'replay'")).toEqual([]);
  });
});

describe('webhooks delivery', () => {
  test('shows what was sent, the last attempts and their answers, by a part of the id', async () => {
    await using world = await openHooked();
    await givePast(world, { ...world, payload: '{"says":"hello"}' }, 7);
    const [row] = await rows(world, 'select id, event_id from delivery');
    const id = String(row?.['id']);
    const outcome = await world.askBob('webhooks delivery', { id: id.slice(0, 8) });
    if (outcome.kind !== 'done') throw new Error('refused');
    const { text, facts, sections, note, buttons } = outcome.document;
    expect(plain(text)).toBe(`\`${id.slice(0, 8)}\` · bot.disabled for steve/default`);
    expect(facts?.map(([label, value]) => [label, plain(value)])).toEqual([
      ['State', 'failed'],
      ['Attempts', '7'],
      ['Happened', '21 Nov 2026, 22:14 CET (now)'],
      ['Finished', '21 Nov 2026, 22:14 CET (now)'],
    ]);
    const [attempts, payload] = sections ?? [];
    expect(attempts?.lines.map((line) => plain(line.text))).toEqual([
      ...[7, 6, 5, 4, 3].map(
        (number) => `${number} · 2026-11-21 22:14:00 CET · answered 500 in 12 ms \`what it said\``,
      ),
      'And 2 before.',
      'What it logged says why.',
    ]);
    expect(plain(payload?.none ?? [])).toBe('`{"says":"hello"}`');
    expect(plain(note ?? [])).toContain(String(row?.['event_id']));
    expect(buttons?.map(({ label }) => label)).toEqual(['Deliveries', 'Replay']);
    const all = z.object({ attempt_list: z.array(z.unknown()), payload: z.string() });
    const output = all.parse(done(outcome));
    expect([output.attempt_list.length, output.payload]).toEqual([7, '{"says":"hello"}']);
  });

  test('keeps a message from a token that may not read messages', async () => {
    await using world = await openHooked();
    await givePast(world, { ...world, type: 'message', payload: '{"message":{"text":"hush"}}' });
    const [row] = await rows(world, 'select id from delivery');
    const input = { id: row?.['id'] };
    const narrow = await issue(world, world.bob, 'steve', { scopes: 'webhooks:read' });
    const wide = await issue(world, world.bob, 'steve', { scopes: 'webhooks:read messages:read' });
    const hidden = await world.ask(await world.bot(narrow.token), 'webhooks delivery', input);
    expect(JSON.stringify(hidden)).not.toContain('hush');
    expect(JSON.stringify(hidden)).toContain('may not read messages');
    const shown = await world.ask(await world.bot(wide.token), 'webhooks delivery', input);
    expect(JSON.stringify(shown)).toContain('hush');
  });

  test('refuses what is the beginning of no id, or of two', async () => {
    await using world = await openHooked();
    await givePast(world, { ...world, count: 2 });
    const of = async (id: string) => refused(await world.askBob('webhooks delivery', { id }));
    for (const id of [
      '000000',
      'zzzzzz',
      '1',
      'a'.repeat(33),
      "' or true",
      '00000000-0000-4000-8000-000000000000',
    ])
      expect((await of(id)).code).toBe('unknown_delivery');
    expect((await of('000000')).sentence).toBe(
      'There is no delivery whose id begins with `000000`. `webhooks deliveries` shows those there are; after 30 days they are gone.',
    );
    await rows(
      world,
      `insert into delivery (organization_id, id, event_id, webhook_id, trigger, state, due_at, created_at)
       select organization_id, ('abcdef' || substr(id::text, 7))::uuid, event_id, webhook_id, 'replay', 'waiting',
       due_at, created_at from delivery`,
    );
    expect((await of('abcdef')).sentence).toBe(
      'More than one delivery begins with `abcdef`. Give more of it.',
    );
  });
});
