import { describe, expect, test } from 'vitest';
import { contextOf } from '../../src/commands/context.ts';
import { type Message, receiveMessage, receiveMessages } from '../../src/commands/receive.ts';
import { system } from '../../src/core/actor.ts';
import { PAYLOAD_BYTES } from '../../src/core/webhooks.ts';
import * as bots from '../../src/store/bots.ts';
import { rows } from '../world.ts';
import { type Hooked, URL, withHook } from './hearing.ts';
import { giveWebhook } from './hook.ts';

const ROOM = '!a:example.org';
const hi = (text: string, room = ROOM): Message => ({ room, sender: '@u:example.org', message: { text } });

async function withOwn() {
  const world = await withHook();
  await giveWebhook(world.deps, world.bob.organizationId, 'steve', { url: URL });
  return world;
}

/** Messages for steve, in a transaction that is open until `commit`. */
async function receiving(world: Hooked) {
  const { organizationId } = world.bob;
  const transaction = world.deps.database.begin(organizationId, 'write');
  const context = contextOf(transaction, system(organizationId, 'matrix'), world.deps);
  const bot = await bots.findByUsername(transaction.db, 'steve', world.clock.now());
  if (!bot) throw new Error('there is no steve');
  return {
    transaction,
    one: (message: Message) => receiveMessage(context, bot, message),
    some: (...messages: Message[]) => receiveMessages(context, bot, messages),
  };
}

async function receive(world: Hooked, ...messages: Message[]): Promise<number[]> {
  const { transaction, some } = await receiving(world);
  await using _open = transaction;
  const received = await some(...messages);
  await transaction.commit();
  return received;
}

const stored = (world: Hooked) =>
  rows(world, 'select payload, order_key, sequence from event order by sequence');

describe('a message', () => {
  test('is told to the bot’s own webhooks, as AgentFlow tells it, under the next update_id', async () => {
    await using world = await withOwn();
    const [first, second] = await receive(world, hi('one'), {
      ...hi('two'),
      message: { text: 'two', kind: 'notice' },
    });
    expect(second).toBe((first ?? 0) + 1);
    expect(await stored(world)).toEqual([
      {
        payload: `{"update_id":${first},"message":{"text":"one"},"room":"${ROOM}","sender":"@u:example.org"}`,
        order_key: ROOM,
        sequence: String(first),
      },
      {
        payload: `{"update_id":${second},"message":{"text":"two","kind":"notice"},"room":"${ROOM}","sender":"@u:example.org"}`,
        order_key: ROOM,
        sequence: String(second),
      },
    ]);
    expect(
      await rows(
        world,
        'select distinct username, order_key from delivery join webhook on webhook.id = webhook_id join bot on bot.id = bot_id',
      ),
    ).toEqual([{ username: 'steve', order_key: ROOM }]);
  });

  test('costs nothing where nobody hears of it', async () => {
    await using world = await withHook();
    expect(await receive(world, hi('one'))).toEqual([]);
    expect(await stored(world)).toEqual([]);
  });

  test('waits for the one before it in its room, and for none of another', async () => {
    await using world = await withOwn();
    const before = await receiving(world);
    await using _before = before.transaction;
    const first = await before.one(hi('first'));
    const [other] = await receive(world, hi('elsewhere', '!b:example.org'));
    let isDone = false;
    const after = receive(world, hi('second')).finally(() => (isDone = true));
    await expect
      .poll(async () =>
        rows(
          world,
          `select from pg_stat_activity where datname = current_database() and wait_event = 'advisory'`,
        ),
      )
      .toHaveLength(1);
    expect(isDone).toBe(false);
    await before.transaction.commit();
    const [second] = await after;
    expect([Number(first) < Number(other), Number(other) < Number(second)]).toEqual([true, true]);
  });

  test('comes with others of several rooms in any order, and nobody waits for ever', async () => {
    await using world = await withOwn();
    const rooms = ['!a', '!b', '!c'].map((room) => hi('x', room));
    const many = Array.from({ length: 20 }, (_each, index) =>
      receive(world, ...(index % 2 ? rooms : rooms.toReversed())),
    );
    expect(new Set((await Promise.all(many)).flat()).size).toBe(60);
    const inversions = await rows(
      world,
      `
      select from event one join event other on other.order_key = one.order_key and other.sequence > one.sequence
      where (one.xmin::text::bigint > other.xmin::text::bigint)`,
    );
    expect(inversions).toEqual([]);
  });

  test('is kept and sent as it came, with half a character and NUL in it', async () => {
    await using world = await withOwn();
    const odd = {
      room: '!a\0\uD800:x',
      sender: '@\uDC00',
      message: { text: 'a\0b\uD83D c\u2028 <>&é😀', '\0': 1 },
    };
    const [update_id] = await receive(world, odd);
    const [row] = await stored(world);
    expect(JSON.parse(String(row?.['payload']))).toEqual({ update_id, ...odd });
    expect(row?.['order_key']).toBe('!a\uFFFD\uFFFD:x');
  });

  test.each([
    ['é', 2],
    ['\n', 2],
    ['\uD800', 6],
  ])('of more than 256 KiB is refused, and nothing is written: %j', async (text, bytes) => {
    await using world = await withOwn();
    const fits = Math.floor((PAYLOAD_BYTES - 150) / bytes);
    await receive(world, hi(text.repeat(fits)));
    const tooMuch = receive(world, hi('fine'), hi(text.repeat(fits + 150 / bytes)));
    await expect(tooMuch).rejects.toMatchObject({
      code: 'payload_too_large',
      message: 'A message for a webhook is at most 256 KiB, and this one takes 257.',
    });
    expect(await stored(world)).toHaveLength(1);
  });
});
