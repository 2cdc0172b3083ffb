import type { Id } from './ids.ts';

/**
 * What there is to be said to people who did not just ask: what about, never the words. They are found when it is
 * said, of what is so then. Each kind has its file in jobs/notices.
 */
export type Notice =
  /** Tokens that end soon, or have ended, each with the threshold that it has come to, in seconds before its end. */
  | { kind: 'tokens_end'; tokens: { id: Id<'token'>; threshold: number; claim?: Id<'claim'> }[] }
  | { kind: 'bot_offered'; bot: Id<'bot'>; from: string }
  | { kind: 'bot_accepted'; bot: Id<'bot'>; by: string }
  | { kind: 'bot_declined'; bot: Id<'bot'>; by: string }
  /** The new owner's: a claim for each token that stopped with the old owner. */
  | { kind: 'claims'; bot: Id<'bot'>; claims: Id<'claim'>[] }
  /** A token that was asked for over MCP, or in a room, where it could not be shown; null: who is told asked for it. */
  | { kind: 'hand_over'; claim: Id<'claim'>; by: string | null; where?: 'room' }
  | { kind: 'claim_misused'; claim: Id<'claim'>; by: string }
  | { kind: 'superseded_used'; token: Id<'token'>; address: string | null; froze: boolean }
  | { kind: 'token_frozen'; token: Id<'token'>; by: string }
  | { kind: 'token_reported'; tokens: Id<'token'>[]; address: string | null }
  | { kind: 'token_unseen'; token: Id<'token'> }
  | { kind: 'rotation_finished'; token: Id<'token'>; successor: Id<'token'> }
  | { kind: 'approval_asked'; approval: Id<'approval'> }
  /** Puts an answer in the place of the question. */
  | { kind: 'approval_closed'; approval: Id<'approval'>; asked: Id<'notice'> }
  | { kind: 'approval_answered'; approval: Id<'approval'>; claim?: Id<'claim'> }
  /** Nothing but failures for a day: it will be disabled. */
  | { kind: 'webhook_failing'; webhook: Id<'webhook'> }
  | { kind: 'webhook_disabled'; webhook: Id<'webhook'>; reason: string }
  | { kind: 'webhook_replayed'; replay: Id<'webhook_replay'> };

export type NoticeKind = Notice['kind'];
