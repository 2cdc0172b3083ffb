import { describe, expect, test } from 'vitest';
import type { Document } from '../../../src/core/document.ts';
import type { Notice } from '../../../src/core/notices.ts';
import { plain } from '../../../src/core/text.ts';
import { composed } from '../../../src/jobs/notices/composed.ts';
import { replaying } from '../../../src/jobs/webhooks/replaying.ts';
import * as notices from '../../../src/store/notices.ts';
import { giveWebhook } from '../../webhooks/hook.ts';
import { givePast } from '../../webhooks/past.ts';
import { openWorld, rows } from '../../world.ts';
import { openTelling } from '../telling.ts';

const URL = 'https://example.com/hook';

async function openHooked() {
  const world = await openWorld();
  const bob = await world.person('bob');
  await world.ask(bob, 'bots create', { username: 'steve' });
  const { organizationId: organization } = bob;
  const webhook = await giveWebhook(world.deps, organization, 'steve', { url: URL });
  const tell = async (notice: Notice): Promise<Document | undefined> => {
    await using transaction = world.deps.database.begin(organization, 'read');
    const { db } = transaction;
    return await composed(notice, { db, now: world.clock.now(), timeZone: 'UTC', member: undefined });
  };
  return Object.assign(world, { bob, organization, webhook, tell });
}

const wordsOf = (document: Document | undefined): string[] =>
  document ? [plain(document.text), ...(document.note ? [plain(document.note)] : [])] : [];

describe('the owner of a webhook', () => {
  test('is told that it fails, since when and how, and nothing when it works again', async () => {
    await using world = await openHooked();
    const { webhook } = world;
    await rows(
      world,
      "update webhook set failing_since = '2026-11-20T21:14:00Z', failures = 31, last_error = 'connect_timeout'",
    );
    const document = await world.tell({ kind: 'webhook_failing', webhook });
    expect(wordsOf(document)).toEqual([
      'The webhook steve/default has had nothing but failures since 20 Nov 2026, 21:14 UTC (1 day ago): 31 attempts. The last time, it took no connection in time. After five days it is disabled.',
    ]);
    expect(document?.buttons?.map(({ label }) => label)).toEqual(['Show', 'Test', 'Deliveries']);
    await rows(world, 'update webhook set failing_since = null');
    expect(await world.tell({ kind: 'webhook_failing', webhook })).toBeUndefined();
  });

  test.each([
    ['gone', 'it answered 410, which says that nothing is wanted there any more.'],
    ['told', 'its answer asked for that.'],
    ['failing', 'for five days nothing could be delivered. The last time, it answered 503.'],
  ])('is told that it is disabled, as %s, and how to go on', async (reason, words) => {
    await using world = await openHooked();
    const { webhook } = world;
    const status = `status = 'disabled', status_reason = '${reason}', last_error = 'status_503'`;
    await rows(world, `update webhook set ${status}`);
    const document = await world.tell({ kind: 'webhook_disabled', webhook, reason });
    expect(wordsOf(document)).toEqual([
      `The webhook steve/default is disabled: ${words} What comes for it from now on is kept.`,
      'When it works again, resume it. Nothing of what was kept is sent then, until you replay it.',
    ]);
    expect(document?.buttons?.map(({ label }) => label)).toEqual(['Show', 'Test', 'Resume']);
    await rows(world, "update webhook set status = 'active', status_reason = null");
    expect(await world.tell({ kind: 'webhook_disabled', webhook, reason })).toBeUndefined();
  });
});

test('who asked for a replay is told when all stand in line, what could not be, and where it stopped', async () => {
  await using world = await openHooked();
  await givePast(world, { ...world, count: 3 });
  const replay = async (change: string) => {
    await world.ask(world.bob, 'webhooks replay', { webhook: 'steve' });
    await rows(world, change);
    await replaying.sweep(world.deps);
    const [notice] = await rows(
      world,
      "select subject->>'replay' as replay from notice order by created_at desc",
    );
    await rows(world, 'delete from notice');
    return wordsOf(await world.tell({ kind: 'webhook_replayed', replay: notice?.['replay'] as never }));
  };
  expect(
    await replay('update event set payload = null where id = (select min(id::text)::uuid from event)'),
  ).toEqual([
    'The replay of steve/default is ready: 2 events stand in line again, behind what comes now. 1 more could not be: what it was to say is not kept any more, or stood in line already.',
  ]);
  await givePast(world, world);
  expect(await replay('select')).toEqual([
    'The replay of steve/default is ready: 1 event stands in line again, behind what comes now.',
  ]);
  await givePast(world, { ...world, count: 2 });
  expect(await replay("update webhook set status = 'disabled', status_reason = 'gone'")).toEqual([
    'The replay of steve/default stopped at 0 of 2 events, as the webhook was disabled. When it works again, resume it and replay the rest.',
  ]);
});

test.each(['webhook_failing', 'webhook_disabled'] as const)(
  'what is said of a webhook whose owner is gone is said to the admins (%s)',
  async (kind) => {
    await using telling = await openTelling();
    const { world } = telling;
    const [alice, bob] = [await telling.person('alice'), await telling.person('bob')];
    await world.ask(bob, 'bots create', { username: 'steve' });
    const webhook = await giveWebhook(world.deps, bob.organizationId, 'steve', { url: URL });
    const at = world.clock.now();
    const change =
      kind === 'webhook_failing'
        ? `failing_since = '${at.toISOString()}'`
        : "status = 'disabled', status_reason = 'gone'";
    await rows(world, `update webhook set ${change}`);
    await using transaction = world.deps.database.begin(bob.organizationId, 'write');
    const { ids } = world.deps;
    const notice =
      kind === 'webhook_failing'
        ? ({ kind, webhook } as const)
        : ({ kind, webhook, reason: 'gone' } as const);
    await notices.insert(transaction.db, {
      organization_id: bob.organizationId,
      id: ids.make<'notice'>(),
      to: bob.id,
      at,
      notice,
    });
    await transaction.commit();
    await rows(world, "update member set is_deactivated = true where name = 'bob'");
    for (let round = 0; round < 2; round += 1) await telling.process().work();
    expect(await telling.messagesTo('alice')).toEqual([expect.stringContaining('The webhook steve/default')]);
    expect(await rows(world, 'select member_id from notice where sent_at is not null')).toEqual([
      { member_id: alice.id },
    ]);
  },
);
