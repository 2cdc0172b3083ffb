import type { NoticeKind } from '../../core/notices.ts';
import { approvalAnswered } from './approval-answered.ts';
import { approvalAsked } from './approval-asked.ts';
import { approvalClosed } from './approval-closed.ts';
import type { Compose } from './compose.ts';

/** Every kind of notice, and how it is said. */
export const composers: Partial<{ [Kind in NoticeKind]: Compose<Kind> }> = {
  approval_asked: approvalAsked,
  approval_closed: approvalClosed,
  approval_answered: approvalAnswered,
};
