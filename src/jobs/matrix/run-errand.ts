import type { Deps } from '../../commands/execute.ts';
import { Misplaced } from '../../core/homeserver-fault.ts';
import type { Id } from '../../core/ids.ts';
import { type Homeserver, HomeserverAway, HomeserverRefusal } from '../../core/matrix.ts';
import * as bots from '../../store/bots.ts';
import * as matrixErrands from '../../store/matrix-errands.ts';
import type { Settled } from '../../store/matrix-errands.ts';
import type { Ticket } from '../../store/ticket.ts';
import { reason } from '../complaints.ts';
import { keepUser } from './keep-user.ts';
import type { Outage } from './outage.ts';
import { redact } from './redact.ts';

/** The first pause after a failure; each is twice the last. */
const PAUSE_MS = 500;
/** Soon after it is back everything is as it should be; that it is not asked too much is the outage's to see to. */
const LONGEST_AWAY_MS = 4000;
const LONGEST_PAUSE_MS = 3_600_000;

/** What no later try will be granted. */
const HOPELESS = new Set(['M_FORBIDDEN', 'M_NOT_FOUND', 'M_INVALID_USERNAME']);

export interface Means {
  deps: Deps;
  homeserver: Homeserver;
  /** Says what goes wrong over and over, now and then. */
  complain: (about: string, error: unknown) => void;
  outage: Outage;
}

/** `'more'`: there is some left to do, at once. */
export type Ran = 'done' | 'more';

/** Runs one errand, if it is still this process's, and says what became of it. */
export async function runErrand(
  ticket: Ticket,
  how: { by: Id<'process'>; until: Date },
  means: Means,
): Promise<void> {
  const { deps } = means;
  const begun = await begin(ticket, how, deps);
  if (!begun) return;
  const { errand, bot } = begun;
  const settled = await attempt(begun, means);
  say(errand, bot, settled, means);
  await using transaction = deps.database.begin(errand.organization_id, 'write');
  await matrixErrands.settle(transaction.db, errand, settled, deps.clock.now());
  await transaction.commit();
}

interface Begun {
  errand: matrixErrands.MatrixErrand;
  /** Of a user's errand, as it is now. */
  bot: bots.Bot | undefined;
}

async function begin(
  ticket: Ticket,
  how: { by: Id<'process'>; until: Date },
  { database, clock }: Deps,
): Promise<Begun | undefined> {
  await using transaction = database.begin(ticket.organization, 'write');
  const errand = await matrixErrands.begin(transaction.db, ticket, how);
  const bot = errand?.bot_id ? await bots.find(transaction.db, errand.bot_id, clock.now()) : undefined;
  await transaction.commit();
  return errand && { errand, bot };
}

async function attempt({ errand, bot }: Begun, { deps, homeserver, outage }: Means): Promise<Settled> {
  const { clock } = deps;
  try {
    const ran = await (bot ? keepUser(bot, homeserver, deps) : redact(errand, homeserver));
    outage.noteThere();
    return ran === 'done' ? { done_at: clock.now() } : { due_at: clock.now(), fault: null };
  } catch (error) {
    if (error instanceof HomeserverAway) outage.noteAway();
    if (error instanceof HomeserverRefusal) outage.noteThere();
    return afterFailure(errand, error, clock.now());
  }
}

/** When to try again, for ever; or that it is of no use. */
function afterFailure({ attempts }: matrixErrands.MatrixErrand, error: unknown, now: Date): Settled {
  const fault = reason(error);
  const isRefusal = error instanceof HomeserverRefusal;
  if (error instanceof Misplaced || (isRefusal && HOPELESS.has(error.code)))
    return { given_up_at: now, fault };
  const told = isRefusal ? error.retryAfterMs : undefined;
  const longest = error instanceof HomeserverAway ? LONGEST_AWAY_MS : LONGEST_PAUSE_MS;
  const pause = told ?? Math.min(PAUSE_MS * 2 ** (attempts - 1), longest);
  return { due_at: new Date(now.getTime() + pause), fault };
}

/** What is given up somebody has to know of; that others wait is said now and then. */
function say(
  { room_id: room, event_id: event }: matrixErrands.MatrixErrand,
  bot: bots.Bot | undefined,
  settled: Settled,
  { deps, complain }: Means,
): void {
  if (!('fault' in settled) || settled.fault === null) return;
  const what = bot
    ? `The Matrix user of the bot ${bot.username} could not be brought in step with it`
    : `The message ${event ?? 'that holds a secret'} in ${room ?? 'a room'} could not be redacted`;
  if ('given_up_at' in settled) deps.log.warn(`${what}: ${settled.fault}. This is given up.`);
  else
    complain(
      bot ? 'Matrix users wait for the homeserver' : 'A redaction waits for the homeserver',
      settled.fault,
    );
}
