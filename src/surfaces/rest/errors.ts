import type { AppError, ErrorCode } from '../../core/errors.ts';
import { plain } from '../../core/text.ts';
import { refusalHeaders } from '../refusal-headers.ts';

/** Status and, where AgentFlow has one, its name for each way to fail. */
const ANSWERS: Record<ErrorCode, { status: number; error?: string }> = {
  missing_bot_token: { status: 401 },
  invalid_bot_token_shape: { status: 401 },
  unknown_bot_token: { status: 401 },
  expired_bot_token: { status: 401 },
  revoked_bot_token: { status: 401 },
  frozen_bot_token: { status: 401 },
  wrong_address: { status: 403 },
  unauthenticated: { status: 401 },
  invalid_session: { status: 401 },
  expired_session: { status: 401 },
  revoked_session: { status: 401 },
  forbidden_origin: { status: 403 },
  rate_limited: { status: 429 },
  missing_scope: { status: 403 },
  forbidden: { status: 403 },
  reserved_slug: { status: 403 },
  missing_input: { status: 400, error: 'invalid_body' },
  invalid_input: { status: 400, error: 'invalid_body' },
  unknown_command: { status: 404 },
  unknown_bot: { status: 404 },
  unknown_token: { status: 404 },
  unknown_member: { status: 404 },
  unknown_session: { status: 404 },
  unknown_service: { status: 404 },
  unknown_identity: { status: 404 },
  unknown_claim: { status: 404 },
  unknown_approval: { status: 404 },
  unknown_webhook: { status: 404 },
  unknown_delivery: { status: 404 },
  room_not_found: { status: 404 },
  unknown_event: { status: 404 },
  too_many_webhooks: { status: 409 },
  updates_taken: { status: 409 },
  payload_too_large: { status: 413 },
  message_too_long: { status: 413 },
  unsupported_media_type: { status: 415 },
  ambiguous_token: { status: 409 },
  bot_already_exists: { status: 409 },
  service_already_exists: { status: 409 },
  referenced_object: { status: 409 },
  already_done: { status: 409 },
  already_shown: { status: 409 },
  idempotency_key_reused: { status: 409 },
  send_failed: { status: 502 },
  no_homeserver: { status: 503 },
  service_unavailable: { status: 503 },
  internal_error: { status: 500 },
};

/** AgentFlow's envelope: a code for machines and a sentence for whoever reads the log. */
export interface Refusal {
  status: number;
  headers: Record<string, string>;
  body: { ok: false; error: string; detail: string };
}

export function refusal(refused: AppError): Refusal {
  const { code, text } = refused;
  const { status, error = code } = ANSWERS[code];
  return {
    status,
    headers: refusalHeaders(refused, status),
    body: { ok: false, error, detail: plain(text) },
  };
}
