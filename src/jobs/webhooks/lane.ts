import type { Deps } from '../../commands/execute.ts';
import type { Lease } from '../../core/lease.ts';
import type { Wakers } from '../../core/waker.ts';
import * as leases from '../../store/webhook-leases.ts';
import type { Lane } from '../lane.ts';
import { Outcomes } from './outcomes.ts';
import { Run } from './run.ts';

/** Webhooks that a process delivers for at once. One that hangs costs little but its place. */
const AT_ONCE = 400;
/** How long a claim may wait in the queue, or to be looked at: then its job is taken to be lost. */
const CLAIM_MS = 4000;
/** How long what is under way may go on when everything closes. */
const GRACE_MS = 15_000;

interface Options {
  deps: Deps;
  lease: Lease;
  wakers: Wakers;
  complain: (about: string, error: unknown) => void;
}

/** The deliveries of webhooks: each webhook is one row, in the hands of one process at a time. */
export function webhooksLane({ deps, lease, wakers, complain }: Options): Lane {
  const { clock, database } = deps;
  const outcomes = new Outcomes(database.outgoing, complain);
  const after = (milliseconds: number): Date => new Date(clock.now().getTime() + milliseconds);
  return {
    name: 'webhooks',
    concurrency: AT_ONCE,
    waker: wakers.ofAll(),
    // What is begun ends with its requests, and these are cut before.
    lastMs: GRACE_MS + 1000,

    async claim(by, named) {
      // Taken to be dead, it would take what it has in hand itself.
      if (!lease.isHeld()) return [];
      const at = clock.now();
      const limit = AT_ONCE - (await leases.countHeld(database.outgoing, by, at));
      if (limit <= 0) return [];
      const until = after(CLAIM_MS);
      const claimed = await leases.claim(database.outgoing, { by, at, until, limit, named });
      return claimed.map((ticket) => [ticket]);
    },

    take: async (tickets, from, by) =>
      leases.pass(database.outgoing, tickets, { from, to: by, until: after(CLAIM_MS) }),

    async act(ticket, by, closing) {
      const run = new Run(ticket, by, { deps, outcomes, lease, wakers }, closing);
      const cut = (): void => void setTimeout(() => run.cut(), GRACE_MS).unref();
      closing.addEventListener('abort', cut, { once: true });
      try {
        await run.run();
      } finally {
        closing.removeEventListener('abort', cut);
      }
    },

    async giveBack(tickets, by) {
      await leases.pass(database.outgoing, tickets, { from: by, to: null, until: null });
    },
  };
}
