import type { Deps } from '../../commands/execute.ts';
import type { Id } from '../../core/ids.ts';
import type { Messenger } from '../../core/ports.ts';
import { takeTurn } from '../../store/claiming.ts';
import * as notices from '../../store/notices.ts';
import type { Ticket } from '../../store/ticket.ts';
import type { Lane } from '../lane.ts';
import type { Composers } from './compose.ts';
import { Quiet } from './quiet.ts';
import { tellNow } from './tell-now.ts';

/** Recipients for whom this process has something in its hands at once. More would wait so long that it comes back. */
const AT_ONCE = 64;
/** Notices of one job, all for one recipient. */
const A_JOB = 32;

/** What is said to people who did not just ask: grouped by who is told, so that they hear it in order. */
export function noticesLane(deps: Deps, messenger: Messenger, composers?: Composers): Lane {
  const { clock, database } = deps;
  const quiet = new Quiet(clock);
  return {
    name: 'notices',
    concurrency: 8,

    async claim(by) {
      const at = clock.now();
      if (!(await notices.isAnyDue(database.across, at))) return [];
      return database.across.transaction().execute(async (db) => {
        if (!(await takeTurn(db, 'notices'))) return [];
        const room = AT_ONCE - (await notices.countHeld(db, by, at));
        if (room <= 0) return [];
        const due = await notices.listDue(db, { at, but: quiet.kept(), each: A_JOB, limit: AT_ONCE * A_JOB });
        const claimed = grouped(due).slice(0, room);
        await notices.pass(db, claimed.flat(), { to: by, at });
        return claimed;
      });
    },

    take: (tickets, from, by) =>
      notices.pass(database.across, tickets, { from, to: by, at: clock.now() }).then(inOrderOf(tickets)),

    act: (ticket, by) => tellNow(ticket, by, { deps, messenger, composers, quiet }),

    async giveBack(tickets, by: Id<'process'>) {
      await notices.pass(database.across, tickets, { from: by, to: null, at: clock.now() });
    },
  };
}

/** By recipient, as they come. */
function grouped(due: readonly (Ticket & { recipient: string })[]): Ticket[][] {
  const groups = Map.groupBy(due, ({ organization, recipient }) => `${organization} ${recipient}`);
  return [...groups.values()].map((group) =>
    group.map(({ organization, id, attempts }) => ({ organization, id, attempts })),
  );
}

/** An update answers in no order. */
const inOrderOf =
  (wanted: readonly Ticket[]) =>
  (found: readonly Ticket[]): Ticket[] =>
    wanted.filter(({ id }) => found.some((each) => each.id === id));
