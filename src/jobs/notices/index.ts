import type { NoticeKind } from '../../core/notices.ts';
import { claimMisused } from './claim-misused.ts';
import { botAccepted } from './bot-accepted.ts';
import { botDeclined } from './bot-declined.ts';
import { botOffered } from './bot-offered.ts';
import { claims } from './claims.ts';
import type { Compose } from './compose.ts';
import { rotationFinished } from './rotation-finished.ts';
import { supersededUsed } from './superseded-used.ts';
import { tokenFrozen } from './token-frozen.ts';
import { tokenUnseen } from './token-unseen.ts';

/** Every kind of notice, and how it is said. */
export const composers: Partial<{ [Kind in NoticeKind]: Compose<Kind> }> = {
  claim_misused: claimMisused,
  rotation_finished: rotationFinished,
  superseded_used: supersededUsed,
  token_frozen: tokenFrozen,
  token_unseen: tokenUnseen,
  bot_offered: botOffered,
  bot_accepted: botAccepted,
  bot_declined: botDeclined,
  claims,
};
