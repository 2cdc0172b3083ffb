import { describe, expect, test } from 'vitest';
import * as notices from '../../src/store/notices.ts';
import { rows } from '../world.ts';
import { noticesOf, openTelling } from './telling.ts';

describe('when Slack is asked too often', () => {
  test('it waits as long as Slack says, and says each once', async () => {
    await using telling = await openTelling({ tiers: true });
    const { world } = telling;
    const bob = await telling.person('bob');
    await world.ask(bob, 'bots create', { username: 'steve' });
    await telling.remindBob();
    // Slack's tier is 60 a minute.
    await rows(
      world,
      `insert into notice (organization_id, id, kind, member_id, subject, created_at, due_at)
       select organization_id, gen_random_uuid(), kind, member_id, subject, created_at, due_at
       from notice, generate_series(2, 70)`,
    );
    const worker = telling.process();
    const work = async (): Promise<void> => {
      for (let round = 0; round < 10; round += 1) await worker.work();
    };
    await work();
    expect(await telling.messagesTo('bob')).toHaveLength(60);
    // Nothing of these was begun, so nobody has to look for them later.
    expect(await rows(world, 'select from notice where sent_at is null and attempts = 0')).toHaveLength(10);
    telling.pass(61_000);
    await work();
    expect(await telling.messagesTo('bob')).toHaveLength(70);
  });
});

describe('somebody who is gone', () => {
  test('is not told, and the backup owner is in their place, with a claim of their own', async () => {
    await using telling = await openTelling();
    await telling.remindBob();
    const { world } = telling;
    const carol = await telling.person('carol');
    await rows(world, `update bot set backup_owner_id = '${carol.id}'`);
    await rows(world, `update member set slack_user_id = 'U0NOBODY000' where name = 'bob'`);
    await telling.process().work();
    await telling.process().work();
    expect(await telling.messagesTo('carol')).toEqual([
      '1 token ends soon. You are told because the owner is not here any more.',
    ]);
    expect(await rows(world, 'select fault, sent_at from notice where fault is not null')).toEqual([
      { fault: 'user_not_found', sent_at: null },
    ]);
    expect(await rows(world, `select from claim where member_id = '${carol.id}'`)).toHaveLength(1);
  });

  test('and nobody is in their place: the admins are told, and it ends there', async () => {
    await using telling = await openTelling();
    await telling.remindBob();
    const { world } = telling;
    await telling.person('alice');
    await rows(world, `update member set is_deactivated = true where name = 'bob'`);
    await telling.process().work();
    await telling.process().work();
    expect(await telling.messagesTo('alice')).toHaveLength(1);
    await rows(world, `update notice set sent_at = null, place = null where sent_at is not null`);
    await rows(world, `update member set slack_user_id = 'U0NOBODY000' where name = 'alice'`);
    await telling.process().work();
    expect(await telling.process().work()).toBe(0);
    expect(await noticesOf(world)).toHaveLength(2);
  });

  test('is not told in a channel that is not there either', async () => {
    await using telling = await openTelling();
    const { organizationId } = await telling.person('bob');
    const { world } = telling;
    await using transaction = world.deps.database.begin(organizationId, 'write');
    await notices.insert(transaction.db, {
      organization_id: organizationId,
      id: world.deps.ids.make(),
      to: { channel: 'C0NOWHERE00' },
      at: world.clock.now(),
      notice: { kind: 'tokens_end', tokens: [] },
    });
    await transaction.commit();
    await telling.process().work();
    expect(await noticesOf(world)).toMatchObject([{ place: null }]);
  });
});

test('what was asked in a channel that is not there is asked of the admins, but never of the one who asks', async () => {
  await using telling = await openTelling();
  const { world } = telling;
  const [alice, bob] = [await telling.person('alice'), await telling.person('bob')];
  await world.ask(alice, 'policy set', { approval: 'bots', approval_channel: '#nowhere' });
  await world.ask(bob, 'bots create', { username: 'ada', reason: 'builds' });
  await world.ask(alice, 'bots create', { username: 'eve', reason: 'mine' });
  await telling.process().work();
  await telling.process().work();
  expect(await telling.messagesTo('alice')).toEqual(['bob asks for a bot named ada.']);
  expect(await telling.messagesTo('bob')).toEqual([]);
});
