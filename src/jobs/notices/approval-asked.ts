import { answers, answerTo, wanted } from '../../commands/approval-words.ts';
import { bold, say } from '../../core/text.ts';
import { absoluteAndRelative } from '../../core/times.ts';
import { shortId } from '../../core/tokens.ts';
import * as approvals from '../../store/approvals.ts';
import type { Compose } from './compose.ts';

/** What is asked, to those who can answer; nothing when it was answered before it could be said. */
export const approvalAsked: Compose<'approval_asked'> = async ({ approval: id }, { db, now, timeZone }) => {
  const approval = await approvals.find(db, id);
  if (!approval || answerTo(approval, timeZone, now).length > 0) return undefined;
  const { kind, requester_name: requester, reason, expires_at } = approval;
  return {
    text:
      kind === 'bots'
        ? say`${bold(requester)} asks for ${wanted(approval)}.`
        : say`${bold(requester)} asks for ${wanted(approval)}, which none of its tokens may so far.`,
    lines: [{ text: say`Why: ${reason}` }],
    note: say`Request ${shortId(id)} · can be answered until ${absoluteAndRelative(expires_at, timeZone, now)}, by an admin other than ${requester}.`,
    buttons: answers(id),
  };
};
