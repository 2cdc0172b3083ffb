import { approvalAnswered } from './approval-answered.ts';
import { approvalAsked } from './approval-asked.ts';
import { approvalClosed } from './approval-closed.ts';
import { botAccepted } from './bot-accepted.ts';
import { botDeclined } from './bot-declined.ts';
import { botOffered } from './bot-offered.ts';
import { claimMisused } from './claim-misused.ts';
import { claims } from './claims.ts';
import type { Composers } from './compose.ts';
import { handOver } from './hand-over.ts';
import { rotationFinished } from './rotation-finished.ts';
import { supersededUsed } from './superseded-used.ts';
import { tokenFrozen } from './token-frozen.ts';
import { tokenReported } from './token-reported.ts';
import { tokenUnseen } from './token-unseen.ts';
import { tokensEnd } from './tokens-end.ts';
import { webhookDisabled } from './webhook-disabled.ts';
import { webhookFailing } from './webhook-failing.ts';
import { webhookReplayed } from './webhook-replayed.ts';

export const composers: Composers = {
  approval_answered: approvalAnswered,
  approval_asked: approvalAsked,
  approval_closed: approvalClosed,
  bot_accepted: botAccepted,
  bot_declined: botDeclined,
  bot_offered: botOffered,
  claim_misused: claimMisused,
  claims,
  hand_over: handOver,
  rotation_finished: rotationFinished,
  superseded_used: supersededUsed,
  token_frozen: tokenFrozen,
  token_reported: tokenReported,
  token_unseen: tokenUnseen,
  tokens_end: tokensEnd,
  webhook_disabled: webhookDisabled,
  webhook_failing: webhookFailing,
  webhook_replayed: webhookReplayed,
};
