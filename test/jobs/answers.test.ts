import { describe, expect, test } from 'vitest';
import type { Id } from '../../src/core/ids.ts';
import type { Notice } from '../../src/core/notices.ts';
import { say } from '../../src/core/text.ts';
import type { Composers } from '../../src/jobs/notices/compose.ts';
import { composers as all } from '../../src/jobs/notices/index.ts';
import * as notices from '../../src/store/notices.ts';
import { rows } from '../world.ts';
import { noticesOf, openTelling } from './telling.ts';

const composers: Composers = {
  ...all,
  approval_asked: async () => ({ text: say`May steve write?` }),
  approval_closed: async () => ({ text: say`alice said yes.` }),
};

async function asking() {
  const telling = await openTelling();
  const { deps } = telling.world;
  const { organizationId: organization_id, id: to } = await telling.person('bob');
  const [asked, approval] = [deps.ids.make<'notice'>(), deps.ids.make<'approval'>()];
  const write = async (id: Id<'notice'>, notice: Notice): Promise<void> => {
    await using transaction = deps.database.begin(organization_id, 'write');
    await notices.insert(transaction.db, { organization_id, id, to, notice, at: deps.clock.now() });
    await transaction.commit();
  };
  const ask = () => write(asked, { kind: 'approval_asked', approval });
  const answer = () => write(deps.ids.make(), { kind: 'approval_closed', approval, asked });
  return { telling, ask, answer };
}

describe('an answer takes the place of its question', () => {
  test('where it stands', async () => {
    const { telling, ask, answer } = await asking();
    await using _ = telling;
    const worker = telling.process(undefined, composers);
    await ask();
    await worker.work();
    expect(await telling.messagesTo('bob')).toEqual(['May steve write?']);
    await answer();
    await worker.work();
    expect(await telling.messagesTo('bob')).toEqual(['alice said yes.']);
    expect(new Set((await noticesOf(telling.world)).map(({ place }) => place))).toHaveProperty('size', 1);
  });

  test('once it stands, if it is given before', async () => {
    const { telling, ask, answer } = await asking();
    await using _ = telling;
    await ask();
    const worker = telling.process(undefined, composers);
    await rows(telling.world, `update notice set due_at = due_at + interval '10 seconds'`);
    await answer();
    await worker.work();
    expect(await telling.messagesTo('bob')).toEqual([]);
    telling.pass(11_000);
    await worker.work();
    telling.pass(1000);
    await worker.work();
    expect(await telling.messagesTo('bob')).toEqual(['alice said yes.']);
  });

  test('and is not said where the question never was, or is gone', async () => {
    const { telling, ask, answer } = await asking();
    await using _ = telling;
    await ask();
    await telling.process(undefined, { ...composers, approval_asked: async () => undefined }).work();
    await answer();
    await telling.process(undefined, composers).work();
    expect(await telling.messagesTo('bob')).toEqual([]);
    await rows(
      telling.world,
      `update notice set sent_at = created_at, given_up_at = null, place = 'D0GONE00000 1.000001'`,
    );
    await answer();
    await telling.process(undefined, composers).work();
    expect(await rows(telling.world, 'select fault from notice where fault is not null')).toEqual([
      { fault: 'channel_not_found' },
    ]);
  });
});
