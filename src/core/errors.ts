import type { Id } from './ids.ts';
import type { Notice } from './notices.ts';
import { plain, say, type Text } from './text.ts';

/** Every way to fail. Each surface has an exhaustive answer to it. */
export type ErrorCode =
  | 'missing_bot_token'
  | 'invalid_bot_token_shape'
  | 'unknown_bot_token'
  | 'expired_bot_token'
  | 'revoked_bot_token'
  | 'frozen_bot_token'
  | 'wrong_address'
  | 'unauthenticated'
  | 'invalid_session'
  | 'expired_session'
  | 'revoked_session'
  | 'forbidden_origin'
  | 'rate_limited'
  | 'missing_scope'
  | 'forbidden'
  | 'reserved_slug'
  | 'missing_input'
  | 'invalid_input'
  | 'unknown_command'
  | 'unknown_bot'
  | 'unknown_token'
  | 'ambiguous_token'
  | 'unknown_member'
  | 'unknown_session'
  | 'unknown_service'
  | 'unknown_identity'
  | 'unknown_claim'
  | 'unknown_approval'
  | 'unknown_webhook'
  | 'unknown_delivery'
  | 'room_not_found'
  | 'unknown_event'
  | 'too_many_webhooks'
  | 'updates_taken'
  | 'payload_too_large'
  | 'message_too_long'
  | 'unsupported_media_type'
  | 'bot_already_exists'
  | 'service_already_exists'
  | 'referenced_object'
  | 'already_done'
  | 'already_shown'
  | 'idempotency_key_reused'
  | 'send_failed'
  | 'no_homeserver'
  | 'service_unavailable'
  | 'internal_error';

interface Extras {
  /** The input that is at fault, or each with its own sentence. */
  field?: string;
  fields?: Record<string, Text>;
  /** The scope that is lacking. */
  scope?: string;
  /** Seconds until it makes sense to ask again, where that is known. */
  retryAfter?: number;
  cause?: unknown;
  /** By which the log knows it, where the fault is ours. */
  requestId?: string;
  /** Who else has to hear of it. */
  incident?: readonly Incident[];
  /** What was written before it stays: that it was tried. */
  keeps?: true;
}

interface Incident {
  to: Id<'member'>;
  notice: Notice;
}

/**
 * A refusal: a code for machines, a sentence for people that says what to do next. Nothing was changed, unless it
 * `keeps` that it was tried.
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly text: Text;
  /** input name -> the sentence that belongs under it. */
  readonly fields: Readonly<Record<string, Text>>;
  readonly incident: readonly Incident[];
  readonly scope: string | undefined;
  readonly retryAfter: number | undefined;
  readonly requestId: string | undefined;
  readonly keeps: boolean;

  constructor(code: ErrorCode, text: Text, extras: Extras = {}) {
    super(plain(text), { cause: extras.cause });
    this.code = code;
    this.text = text;
    this.incident = extras.incident ?? [];
    this.fields = extras.fields ?? (extras.field === undefined ? {} : { [extras.field]: text });
    this.scope = extras.scope;
    this.retryAfter = extras.retryAfter;
    this.keeps = extras.keeps === true;
    this.requestId = extras.requestId;
  }
}

/** What a person is told when the fault is ours. The cause is for the log alone, under the same number. */
export function ourFault(requestId: string, cause: unknown): AppError {
  return new AppError(
    'internal_error',
    say`Something went wrong on our side, and nothing was changed. If it happens again, tell an admin the number ${{ kind: 'code', text: requestId }}.`,
    { cause, requestId },
  );
}
