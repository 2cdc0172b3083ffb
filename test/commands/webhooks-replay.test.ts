import { describe, expect, test } from 'vitest';
import { replaying } from '../../src/jobs/webhooks/replaying.ts';
import { giveWebhook } from '../webhooks/hook.ts';
import { givePast } from '../webhooks/past.ts';
import { done, issue, openWorld, refused, rows, said } from '../world.ts';

async function openHooked() {
  const world = await openWorld();
  const bob = await world.person('bob');
  await world.ask(bob, 'bots create', { username: 'steve' });
  const { organizationId: organization } = bob;
  const webhook = await giveWebhook(world.deps, organization, 'steve', { url: 'https://example.com/hook' });
  const replay = (input: Record<string, unknown> = {}) =>
    world.ask(bob, 'webhooks replay', { webhook: 'steve', ...input });
  return Object.assign(world, { bob, organization, webhook, replay });
}

const HOUR = 3_600_000;
const states = 'select trigger, state, event_id from delivery order by sequence';

describe('webhooks replay', () => {
  test('of one delivery queues its event again at once, and only once while it waits', async () => {
    await using world = await openHooked();
    await givePast(world, { ...world, room: '!a:x' });
    const [old] = await rows(world, 'select id, event_id from delivery');
    const delivery = String(old?.['id']).slice(0, 8);
    const outcome = await world.replay({ delivery });
    expect(said(outcome)).toMatch(/^It stands in line for steve\/default again, as `[0-9a-f]{8}`\.$/);
    const made = done(outcome);
    expect(
      await rows(
        world,
        `select id, event_id, trigger, order_key, state from delivery where trigger <> 'event'`,
      ),
    ).toEqual([
      {
        id: made['delivery'],
        event_id: old?.['event_id'],
        trigger: 'replay',
        order_key: 'replay:!a:x',
        state: 'waiting',
      },
    ]);
    expect(refused(await world.replay({ delivery }))).toEqual({
      code: 'already_done',
      sentence: `What \`${delivery}\` is to say stands in line already.`,
    });
    const { buttons } = outcome.kind === 'done' ? outcome.document : {};
    expect(buttons).toEqual([
      { label: 'Show', command: 'webhooks delivery', input: { id: made['delivery'] } },
    ]);
  });

  test('of one says why it cannot be', async () => {
    await using world = await openHooked();
    await givePast(world, { ...world, payload: null });
    const other = await giveWebhook(world.deps, world.organization, 'steve', {
      name: 'other',
      url: 'https://example.com/o',
    });
    const [{ id: delivery } = {}] = await rows(world, 'select id from delivery');
    const part = String(delivery).slice(0, 8);
    const sentence = async (input: Record<string, unknown>) =>
      refused(await world.replay({ webhook: 'steve/default', delivery, ...input }));
    expect((await sentence({})).sentence).toBe(`What \`${part}\` was to say is not kept any more.`);
    expect((await sentence({ webhook: other })).code).toBe('unknown_delivery');
    expect((await sentence({ since: '2h' })).sentence).toBe(
      'Say one delivery, or a time and states; not both.',
    );
    await rows(
      world,
      `insert into delivery (organization_id, id, event_id, webhook_id, trigger, state, due_at, created_at, finished_at)
      select organization_id, '00000000-0000-4000-8000-000000000001', event_id, webhook_id, 'test', state, due_at, created_at, finished_at from delivery`,
    );
    expect((await sentence({ delivery: '00000000-0000-4000' })).sentence).toBe(
      'A test is not sent again. Make a new one: `webhooks test steve/default`',
    );
  });

  test('takes what failed, is too old or was kept, within its time', async () => {
    await using world = await openHooked();
    for (const state of ['failed', 'expired', 'kept', 'delivered', 'waiting', 'dropped'] as const) {
      await givePast(world, { ...world, state });
      world.clock.pass(HOUR);
    }
    // Now it is 6 h later: they came 6, 5, 4 … hours ago.
    const total = async (input: Record<string, unknown>) => {
      const { total: found } = done(await world.replay(input));
      await rows(world, 'delete from webhook_replay');
      return found;
    };
    expect(await total({})).toBe(3);
    expect(await total({ state: 'failed,expired' })).toBe(2);
    expect(await total({ state: ['kept'] })).toBe(1);
    expect(await total({ since: '5h' })).toBe(2);
    expect(await total({ since: '5h', until: '4h' })).toBe(1);
    expect(await total({ until: '2026-11-21T22:14:00+00:00' })).toBe(1);
    const nothing = await world.replay({ since: '1h' });
    expect(said(nothing)).toBe(
      'There is nothing to send again to steve/default: no delivery of that time failed, expired or was kept, or what it was to say is not there any more.',
    );
    expect(done(nothing)).toMatchObject({ replay: null, total: 0 });
    expect(refused(await world.replay({ since: '1h', until: '2h' })).sentence).toBe(
      'That time ends before it begins.',
    );
    expect(refused(await world.replay({ since: 'yesterday' })).code).toBe('invalid_input');
    expect(refused(await world.replay({ state: 'delivered' })).sentence).toContain(
      '`delivered` is nothing that is sent again.',
    );
  });

  test('asked again afterwards sends nothing that stands in line or came through, and what failed again once', async () => {
    await using world = await openHooked();
    await givePast(world, { ...world, count: 2 });
    const again = async () => {
      const { total } = done(await world.replay());
      await replaying.sweep(world.deps);
      return total;
    };
    expect([await again(), await again()]).toEqual([2, 0]);
    const at = world.clock.now().toISOString();
    const first = `(select min(id::text)::uuid from delivery where trigger = 'replay')`;
    await rows(
      world,
      `update delivery set state = case when id = ${first} then 'failed' else 'delivered' end,
      finished_at = '${at}' where trigger = 'replay'`,
    );
    expect([await again(), await again()]).toEqual([1, 0]);
    expect(await rows(world, states)).toHaveLength(5);
  });

  test('waits at a paused webhook, and is refused at a disabled one', async () => {
    await using world = await openHooked();
    await givePast(world, world);
    await rows(world, "update webhook set status = 'disabled', status_reason = 'gone'");
    const [{ id: delivery } = {}] = await rows(world, 'select id from delivery');
    for (const input of [{}, { delivery }])
      expect(refused(await world.replay(input)).sentence).toBe(
        'steve/default is disabled, so nothing is sent to it. First `webhooks resume steve/default`, then replay.',
      );
    await rows(world, "update webhook set status = 'paused', status_reason = 'asked'");
    expect(said(await world.replay())).toBe(
      '1 delivery for steve/default is sent again, behind what comes now. You are told when all of them stand in line. It is paused, so they wait: `webhooks resume steve/default`',
    );
    await replaying.sweep(world.deps);
    expect(await rows(world, "select state from delivery where trigger = 'replay'")).toEqual([
      { state: 'waiting' },
    ]);
  });

  test('by a bot of itself is told to nobody, as it asks by itself', async () => {
    await using world = await openHooked();
    await givePast(world, world);
    const steve = await world.bot(
      (await issue(world, world.bob, 'steve', { scopes: 'webhooks:write' })).token,
    );
    expect(said(await world.ask(steve, 'webhooks replay', { webhook: 'steve' }))).toBe(
      '1 delivery for steve/default is sent again, behind what comes now.',
    );
    await replaying.sweep(world.deps);
    expect(await rows(world, "select from notice where kind = 'webhook_replayed'")).toEqual([]);
  });
});
