import type { NoticeKind } from '../../core/notices.ts';
import type { Compose } from './compose.ts';
import { tokenReported } from './token-reported.ts';

/** Every kind of notice, and how it is said. */
export const composers: Partial<{ [Kind in NoticeKind]: Compose<Kind> }> = {
  token_reported: tokenReported,
};
