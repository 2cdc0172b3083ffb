import { setTimeout as sleep } from 'node:timers/promises';
import { contextOf } from '../../src/commands/context.ts';
import { receiveMessages } from '../../src/commands/receive.ts';
import * as actors from '../../src/commands/actors.ts';
import type { MemberActor } from '../../src/core/actor.ts';
import type { Id } from '../../src/core/ids.ts';
import { complaints } from '../../src/jobs/complaints.ts';
import { startDispatcher } from '../../src/jobs/dispatcher.ts';
import { webhooksLane } from '../../src/jobs/webhooks/lane.ts';
import * as bots from '../../src/store/bots.ts';
import { migratedDatabase } from '../database.ts';
import { sql } from '../dump.ts';
import { type Process, startProcess } from '../process.ts';
import { slackPerson } from '../world.ts';
import { giveWebhook } from './hook.ts';

/** An installation that delivers: bob's bot steve, and as many processes as a test starts. */
export interface Posting extends AsyncDisposable {
  url: string;
  one: Process;
  bob: MemberActor;
  /** Delivers in this process, until it is disposed of. */
  work(redisUrl?: string): AsyncDisposable;
  give(webhook: Parameters<typeof giveWebhook>[3]): Promise<Id<'webhook'>>;
  /** Messages for steve, one transaction, in these rooms. Resolves with the ids of the events. */
  say(...rooms: string[]): Promise<string[]>;
  ask(statement: string): Promise<Record<string, unknown>[]>;
  /** Until this statement gives a row. */
  until(statement: string): Promise<void>;
}

export async function openPosting(): Promise<Posting> {
  await using stack = new AsyncDisposableStack();
  const { url } = stack.use(await migratedDatabase());
  const one = stack.use(await startProcess(url));
  const bob = await actors.ofSlackUser(slackPerson('bob'), one.deps);
  await one.done(bob, 'bots create', { username: 'steve' });
  const opened = stack.move();
  const ask: Posting['ask'] = async (statement) => (await sql(url, statement)) as Record<string, unknown>[];
  return {
    url,
    one,
    bob,
    work: (redisUrl) =>
      startDispatcher({
        lane: webhooksLane({ ...one, complain: complaints(one.deps.log, one.deps.clock) }),
        processId: one.peering.id,
        databaseUrl: url,
        redisUrl,
        complain: complaints(one.deps.log, one.deps.clock),
      }),
    give: (webhook) => giveWebhook(one.deps, bob.organizationId, 'steve', webhook),
    say: async (...rooms) => {
      const updates = await say(one, bob, rooms);
      const said = await ask(`select id from event where sequence in (${updates.join()}) order by sequence`);
      return said.map(({ id }) => String(id));
    },
    ask,
    until: async (statement) => {
      while ((await ask(statement)).length === 0) await sleep(20);
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

async function say({ deps }: Process, who: MemberActor, rooms: readonly string[]): Promise<number[]> {
  await using transaction = deps.database.begin(who.organizationId, 'write');
  const context = contextOf(transaction, who, deps);
  const steve = await bots.findByUsername(context.db, 'steve', context.clock.now());
  if (!steve) throw new Error('there is no steve');
  const messages = rooms.map((room) => ({ message: { text: 'hi' }, room, sender: '@a:example.org' }));
  const updates = await receiveMessages(context, steve, messages);
  await transaction.commit();
  return updates;
}
