import { type MemberActor, nameOf } from '../core/actor.ts';
import { AppError } from '../core/errors.ts';
import type { Id } from '../core/ids.ts';
import { scopesOf } from '../core/scopes.ts';
import { command, joined, say } from '../core/text.ts';
import { shortId } from '../core/tokens.ts';
import * as approvals from '../store/approvals.ts';
import * as members from '../store/members.ts';
import * as notices from '../store/notices.ts';
import { answerTo } from './approval-words.ts';
import type { Context } from './declare.ts';
import { emit, type Emitting } from './emit.ts';
import { toldApproval } from './happened.ts';
import { tell } from './tell.ts';

/** @throws AppError for the requester's own, and for what was answered or is too late to be. */
export function refuseUnlessOpen({ actor, clock }: Context, approval: approvals.Approval): void {
  if (actor.kind === 'member' && actor.id === approval.requester_id) {
    throw new AppError('forbidden', say`You asked for this yourself, so somebody else has to answer it.`, {
      field: 'id',
    });
  }
  const answer = answerTo(approval, actor.timeZone, clock.now());
  if (answer.length === 0) return;
  const again = approval.is_approved ? say`` : say`${approval.requester_name} can ask again.`;
  throw new AppError('already_done', joined(answer, again), { field: 'id' });
}

/** Writes the answer, takes the buttons away wherever it was asked, and tells the requester. */
export async function give(
  context: Emitting,
  approval: approvals.Approval,
  given: { by: Id<'member'> | null; isApproved: boolean; said: string | null; claim?: Id<'claim'> },
): Promise<void> {
  const { db, clock, actor } = context;
  if (!(await approvals.answer(db, approval.id, { at: clock.now(), ...given }))) return;
  const { bot_id: bot, bot_owner_id: owner_id } = approval;
  await emit(context, bot && owner_id && { id: bot, owner_id }, 'approval.answered', {
    approval: toldApproval(approval),
    is_approved: given.isApproved,
    by: given.by && nameOf(actor),
    answer: given.said,
  });
  for (const { id, to } of await notices.listAsked(db, approval.id))
    await tell(context, to, { kind: 'approval_closed', approval: approval.id, asked: id });
  const claim = given.claim === undefined ? {} : { claim: given.claim };
  await tell(context, approval.requester_id, { kind: 'approval_answered', approval: approval.id, ...claim });
}

/** Closes a request that nobody answered: its time is over, or its bot is not what it was. */
export async function close(context: Emitting, approval: approvals.Approval): Promise<void> {
  await give(context, approval, { by: null, isApproved: false, said: null });
}

/**
 * The requester with what they may do now.
 * @throws AppError when they are not here any more.
 */
export async function requesterOf(
  { db, actor }: Context,
  approval: approvals.Approval,
): Promise<MemberActor> {
  const member = await members.find(db, approval.requester_id);
  if (!member || member.is_deactivated) throw gone(approval, 'is not here any more');
  const { organizationId, surface } = actor;
  const { id, name, role, time_zone: timeZone } = member;
  return { kind: 'member', organizationId, id, name, role, scopes: scopesOf(role), surface, timeZone };
}

/** What the requester was asking for is nothing they may have now. */
export function gone({ id, requester_name: name }: approvals.Approval, why: string): AppError {
  return new AppError(
    'forbidden',
    say`${name} ${why}, so this cannot be approved. ${command(`approvals deny ${shortId(id)}`)} closes it.`,
    { field: 'id' },
  );
}
