import { describe, expect, test } from 'vitest';
import type { Messenger } from '../../src/core/ports.ts';
import { rows } from '../world.ts';
import { noticesOf, openTelling } from './telling.ts';

const REMINDER = '1 of your tokens ends soon.';
const OPEN = new AbortController().signal;
const never = new Promise<never>(() => {});

describe('a notice', () => {
  test('is said to the person in a direct message, and stays where it stands', async () => {
    await using telling = await openTelling();
    await telling.remindBob();
    expect(await telling.process().work()).toBe(1);
    expect(await telling.messagesTo('bob')).toEqual([REMINDER]);
    const [row] = await noticesOf(telling.world);
    expect(row).toMatchObject({ attempts: 1, claimed_by: null, given_up_at: null, fault: null });
    expect(row?.['place']).toMatch(/^D\w+ \d+\.\d{6}$/);
    expect(await telling.process().work()).toBe(0);
  });

  test('is said once when two processes look at once', async () => {
    await using telling = await openTelling();
    await telling.remindBob();
    const processes = [telling.process(), telling.process(), telling.process()];
    for (const each of processes) await each.beat();
    await Promise.all(processes.map((each) => each.work()));
    for (const each of processes) await each.work();
    expect(await telling.messagesTo('bob')).toEqual([REMINDER]);
  });

  test('is said once by two jobs that name it', async () => {
    await using telling = await openTelling();
    await telling.remindBob();
    const [one, other] = [telling.process(), telling.process()];
    await one.beat();
    await other.beat();
    const [claimed = []] = await one.lane.claim(one.id, undefined);
    const mine = await one.lane.take(claimed, one.id, one.id);
    const theirs = await other.lane.take(claimed, one.id, other.id);
    await Promise.all([
      ...mine.map((ticket) => one.lane.act(ticket, one.id, OPEN)),
      ...theirs.map((ticket) => other.lane.act(ticket, other.id, OPEN)),
    ]);
    expect(await telling.messagesTo('bob')).toEqual([REMINDER]);
  });

  test('of a process that has stopped to beat is another one’s within five seconds', async () => {
    await using telling = await openTelling();
    await telling.remindBob();
    const killed = telling.process();
    await killed.beat();
    expect((await killed.lane.claim(killed.id, undefined)).flat()).toHaveLength(1);
    telling.pass(1900);
    expect(await telling.process().work()).toBe(0);
    telling.pass(200);
    expect(await telling.process().work()).toBe(1);
    expect(await telling.messagesTo('bob')).toEqual([REMINDER]);
  });

  test('whose job is lost comes back, though its process lives', async () => {
    await using telling = await openTelling();
    await telling.remindBob();
    const living = telling.process();
    await living.beat();
    expect((await living.lane.claim(living.id, undefined)).flat()).toHaveLength(1);
    telling.pass(9000);
    expect(await living.work()).toBe(0);
    telling.pass(1000);
    expect(await living.work()).toBe(1);
    expect(await telling.messagesTo('bob')).toEqual([REMINDER]);
  });

  test('that a process was killed over, after Slack had taken it, is not said again', async () => {
    await using telling = await openTelling();
    await telling.remindBob();
    const said = Promise.withResolvers<void>();
    const hanging: Messenger = {
      ...telling.messenger,
      say: async (...asked) => {
        await telling.messenger.say(...asked);
        said.resolve();
        return never;
      },
    };
    void telling.process(hanging).work();
    await said.promise;
    telling.pass(5000);
    expect(await telling.process().work()).toBe(1);
    expect(await telling.messagesTo('bob')).toEqual([REMINDER]);
    const [row] = await noticesOf(telling.world);
    expect(row).toMatchObject({ attempts: 2, claimed_by: null });
    expect(row?.['place']).toMatch(/^D\w+ \d+\.\d{6}$/);
  });

  test('would be said again, if nobody looked', async () => {
    await using telling = await openTelling();
    await telling.remindBob();
    const blind: Messenger = {
      ...telling.messenger,
      say: async (to, document, key) => {
        await telling.messenger.say(to, document, key, undefined);
        throw new Error('cut off');
      },
    };
    await telling.process(blind).work();
    telling.pass(5000);
    await telling.process(blind).work();
    expect(await telling.messagesTo('bob')).toEqual([REMINDER, REMINDER]);
  });

  test('that was begun is nobody else’s as long as it may still reach Slack', async () => {
    await using telling = await openTelling();
    await telling.remindBob();
    const begun = Promise.withResolvers<void>();
    const slow: Messenger = {
      ...telling.messenger,
      say: () => {
        begun.resolve();
        return never;
      },
    };
    void telling.process(slow).work();
    await begun.promise;
    telling.pass(4400);
    expect(await telling.process().work()).toBe(0);
    telling.pass(200);
    expect(await telling.process().work()).toBe(1);
  });

  test('that fails is tried again, later each time, and given up with its fault after a day', async () => {
    await using telling = await openTelling();
    await telling.remindBob();
    let asked = 0;
    const broken: Messenger = {
      ...telling.messenger,
      say: async () => {
        asked += 1;
        throw new Error('no way out');
      },
    };
    const failing = telling.process(broken);
    for (let minute = 0; minute < 26 * 60; minute += 1) {
      await failing.work();
      telling.pass(60_000);
    }
    expect(asked).toBeGreaterThan(20);
    expect(asked).toBeLessThan(40);
    const [row] = await noticesOf(telling.world);
    expect(row).toMatchObject({ fault: 'no way out', sent_at: null, claimed_by: null });
    expect(row?.['given_up_at']).not.toBeNull();
    expect(telling.world.logged.join()).toContain('could not be said: no way out');
  });

  test('of which there is nothing to be said any more is let go of', async () => {
    await using telling = await openTelling();
    await telling.remindBob();
    await rows(telling.world, 'update token set revoked_at = created_at');
    await telling.process().work();
    expect(await telling.messagesTo('bob')).toEqual([]);
    expect(await noticesOf(telling.world)).toMatchObject([{ sent_at: null, fault: null }]);
    expect(await telling.process().work()).toBe(0);
  });
});
