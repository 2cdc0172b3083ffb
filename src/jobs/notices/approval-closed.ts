import { answerTo, wanted } from '../../commands/approval-words.ts';
import { bold, joined, say } from '../../core/text.ts';
import * as approvals from '../../store/approvals.ts';
import type { Compose } from './compose.ts';

/** What stands in the place of the question when it was answered: who did, and no buttons. */
export const approvalClosed: Compose<'approval_closed'> = async ({ approval: id }, { db, now, timeZone }) => {
  const approval = await approvals.find(db, id);
  if (!approval) return undefined;
  const asked = say`${bold(approval.requester_name)} asked for ${wanted(approval)}.`;
  return { text: joined(asked, answerTo(approval, timeZone, now)) };
};
