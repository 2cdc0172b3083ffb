import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { receiveMessage } from '../../src/commands/receive.ts';
import { system } from '../../src/core/actor.ts';
import type { Id } from '../../src/core/ids.ts';
import { untraced } from '../../src/core/unmeasured.ts';
import type { Stage } from './stage.ts';

export interface Production {
  stage: Stage;
  /** The bots that get messages, each in so many rooms. */
  to: readonly { bot: Id<'bot'> }[];
  rooms?: number;
  perSecond: number;
}

export interface Producer {
  /** The ids of those whose commit was confirmed, and when it was. */
  confirmed: string[];
  confirmedAt: Map<string, number>;
  stop(): Promise<void>;
}

/** Has messages come until it is stopped: those of one room one after the other, the rooms beside each other. */
export function produce({ stage, to, rooms = 3, perSecond }: Production): Producer {
  const places = to.flatMap(({ bot }) =>
    Array.from({ length: rooms }, (_, room) => ({ bot, room: `!${room}` })),
  );
  const stopping = new AbortController();
  const isStopped = (): boolean => stopping.signal.aborted;
  const confirmed: string[] = [];
  const confirmedAt = new Map<string, number>();
  const interval = (1000 * places.length) / perSecond;
  const fill = async ({ bot, room }: (typeof places)[number], index: number): Promise<void> => {
    // Spread over the interval, and by the clock: one that was late does not slow down those after it.
    let due = performance.now() + (interval * index) / places.length;
    while (!isStopped()) {
      await sleep(Math.max(0, due - performance.now()), undefined, { signal: stopping.signal }).catch(
        () => {},
      );
      if (isStopped()) return;
      due = Math.max(due + interval, performance.now() - interval);
      // Nobody was told that it is there, so it need not be.
      const id = await say(stage, bot, room).catch(() => undefined);
      if (id === undefined) continue;
      confirmed.push(id);
      confirmedAt.set(id, performance.now());
    }
  };
  const running = Promise.all(places.map(fill));
  return {
    confirmed,
    confirmedAt,
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

/** Commits one message in a room of a bot. Resolves with its event's id; undefined when nobody hears of it. */
export async function say(
  { deps, organization, owner }: Pick<Stage, 'deps' | 'organization' | 'owner'>,
  bot: Id<'bot'>,
  room: string,
  written?: (id: string) => Promise<void>,
): Promise<string | undefined> {
  const made: string[] = [];
  const make = <Noun extends string>(): Id<Noun> => {
    const id = deps.ids.make<Noun>();
    made.push(id);
    return id;
  };
  await using transaction = deps.database.begin(organization, 'write');
  const { db } = transaction;
  const actor = system(organization, 'failures');
  const context = { db, ids: { make }, clock: deps.clock, actor, tracing: untraced };
  const message = { message: { text: '\u2028 hi' }, room, sender: '@u:example.org' };
  await receiveMessage(context, { id: bot, owner_id: owner }, message);
  // Nothing is written where nobody hears of it any more.
  const query = sql<{ id: string }>`
    select id from event where organization_id = ${organization} and id = any(${made}::uuid[])`;
  const [event] = (await query.execute(db)).rows;
  if (event) await written?.(event.id);
  await transaction.commit();
  return event?.id;
}
