import type { NoticeKind } from '../../core/notices.ts';
import { botAccepted } from './bot-accepted.ts';
import { botDeclined } from './bot-declined.ts';
import { botOffered } from './bot-offered.ts';
import { claims } from './claims.ts';
import type { Compose } from './compose.ts';

/** Every kind of notice, and how it is said. */
export const composers: Partial<{ [Kind in NoticeKind]: Compose<Kind> }> = {
  bot_offered: botOffered,
  bot_accepted: botAccepted,
  bot_declined: botDeclined,
  claims,
};
