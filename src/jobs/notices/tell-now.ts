import type { Deps } from '../../commands/execute.ts';
import type { Document } from '../../core/document.ts';
import type { Id } from '../../core/ids.ts';
import { type Messenger, NotNow, type Recipient, Unreachable } from '../../core/ports.ts';
import * as members from '../../store/members.ts';
import * as notices from '../../store/notices.ts';
import type { Ticket } from '../../store/ticket.ts';
import { reason } from '../complaints.ts';
import type { Composers } from './compose.ts';
import { composed, noticeOf } from './composed.ts';
import { passOn } from './pass-on.ts';
import type { Quiet } from './quiet.ts';

/**
 * How long a notice that was begun is nobody else's, whatever became of its process: longer than saying it may take,
 * so that who looks whether it was said looks after it was.
 */
const LEASE_MS = 4500;
/** The first pause after a failure; each is twice the last, up to an hour. */
const PAUSE_MS = 2000;
const LONGEST_PAUSE_MS = 3_600_000;
const GIVEN_UP_AFTER_MS = 86_400_000;
/** How soon an answer looks again whether its question stands. */
const QUESTION_MS = 1000;

interface Means {
  deps: Deps;
  messenger: Messenger;
  composers: Composers | undefined;
  quiet: Quiet;
}

/** What is to be done about a notice, as of now. */
type Plan =
  | { do: 'say'; to: Recipient; document: Document }
  | { do: 'replace'; place: string; document: Document }
  /** What it would replace does not stand there yet. */
  | { do: 'wait' }
  /** There is nothing to be said any more. */
  | { do: 'nothing' };

/** Says one notice, or notes why not. */
export async function tellNow(ticket: Ticket, by: Id<'process'>, means: Means): Promise<void> {
  const { deps, quiet } = means;
  const left = quiet.left(ticket.organization);
  if (left > 0) {
    const at = later(deps, left * 1000);
    await notices.pass(deps.database.across, [ticket], { from: by, to: null, at });
    return;
  }
  const row = await begin(ticket, by, deps);
  if (!row) return;
  try {
    await carryOut(row, await planOf(row, means), means);
  } catch (error) {
    await noteFailure(row, error, means);
  }
}

/** From here on nobody knows whether it was said, until it is noted. */
async function begin(ticket: Ticket, by: Id<'process'>, deps: Deps): Promise<notices.NoticeRow | undefined> {
  await using transaction = deps.database.begin(ticket.organization, 'write');
  const row = await notices.begin(transaction.db, ticket, { by, until: later(deps, LEASE_MS) });
  await transaction.commit();
  return row;
}

/** @throws Unreachable when they are known to be gone. */
async function planOf(row: notices.NoticeRow, { deps, composers }: Means): Promise<Plan> {
  await using transaction = deps.database.begin(row.organization_id, 'read');
  const { db } = transaction;
  const member = row.member_id === null ? undefined : await members.find(db, row.member_id);
  const to = recipientOf(row, member);
  const notice = noticeOf(row);
  const telling = { db, now: deps.clock.now(), timeZone: member?.time_zone ?? 'UTC', member };
  const document = await composed(notice, telling, composers);
  if (!document) return { do: 'nothing' };
  if (!('asked' in notice)) return { do: 'say', to, document };
  const question = await notices.find(db, notice.asked);
  if (!question || question.given_up_at) return { do: 'nothing' };
  return question.place === null ? { do: 'wait' } : { do: 'replace', place: question.place, document };
}

/** Where they asked for it, else in Slack, where somebody is in both. */
function recipientOf(
  { organization_id: organization, channel, via }: notices.NoticeRow,
  member: members.Member | undefined,
): Recipient {
  if (channel !== null) return { organization, channel };
  if (!member || member.is_deactivated) throw new Unreachable('they are not here any more');
  const { id, slack_user_id: slackUserId, matrix_user_id: matrixUserId } = member;
  if (matrixUserId !== null && (via === 'matrix' || slackUserId === null))
    return { organization, matrixUserId, member: id };
  if (slackUserId === null) throw new Unreachable('they are nowhere that they could be told');
  return { organization, slackUserId };
}

async function carryOut(row: notices.NoticeRow, plan: Plan, { deps, messenger }: Means): Promise<void> {
  switch (plan.do) {
    case 'say': {
      const triedSince = row.attempts > 1 ? row.created_at : undefined;
      const place = await messenger.say(plan.to, plan.document, row.id, triedSince);
      return settle(row, { sent_at: deps.clock.now(), place, fault: null }, deps);
    }
    case 'replace':
      await messenger.replace(plan.place, plan.document, row.organization_id);
      return settle(row, { sent_at: deps.clock.now(), place: plan.place, fault: null }, deps);
    case 'wait':
      return settle(row, { due_at: later(deps, QUESTION_MS), attempts: row.attempts - 1 }, deps);
    case 'nothing':
      return settle(row, { given_up_at: deps.clock.now() }, deps);
  }
}

async function noteFailure(row: notices.NoticeRow, error: unknown, { deps, quiet }: Means): Promise<void> {
  const now = deps.clock.now();
  if (error instanceof NotNow) {
    quiet.keep(row.organization_id, error.seconds);
    // Nothing was said, so nobody has to look for it.
    const change = { due_at: later(deps, error.seconds * 1000), attempts: row.attempts - 1 };
    return settle(row, change, deps);
  }
  const fault = reason(error);
  if (error instanceof Unreachable) return giveUp(row, fault, deps, true);
  deps.log.warn(`The notice ${row.id} could not be said: ${fault}`);
  if (now.getTime() - row.created_at.getTime() > GIVEN_UP_AFTER_MS) return giveUp(row, fault, deps, false);
  const pause = Math.min(PAUSE_MS * 2 ** (row.attempts - 1), LONGEST_PAUSE_MS);
  return settle(row, { due_at: later(deps, pause), fault }, deps);
}

/** Where somebody is gone, others may have to hear it in their place. */
async function giveUp(row: notices.NoticeRow, fault: string, deps: Deps, goesOn: boolean): Promise<void> {
  await using transaction = deps.database.begin(row.organization_id, 'write');
  const { db } = transaction;
  if (!(await notices.settle(db, row, { given_up_at: deps.clock.now(), fault }))) return;
  if (goesOn)
    await passOn(db, noticeOf(row), { organization: row.organization_id, from: row.member_id }, deps);
  await transaction.commit();
}

async function settle(
  row: notices.NoticeRow,
  change: Parameters<typeof notices.settle>[2],
  { database }: Deps,
): Promise<void> {
  await using transaction = database.begin(row.organization_id, 'write');
  await notices.settle(transaction.db, row, change);
  await transaction.commit();
}

const later = ({ clock }: Deps, milliseconds: number): Date => new Date(clock.now().getTime() + milliseconds);
