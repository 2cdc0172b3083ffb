import { ProtocolError, ProtocolErrorCode, ResourceNotFoundError } from '@modelcontextprotocol/server';
import type { AppError, ErrorCode } from '../../core/errors.ts';
import { plain } from '../../core/text.ts';
import { refusalHeaders } from '../refusal-headers.ts';

/** The kinds of answers that HTTP and JSON-RPC have for a refusal which no tool gives. */
type Kind = keyof typeof KINDS;

const { InvalidRequest, InvalidParams, InternalError } = ProtocolErrorCode;

const KINDS = {
  who: { status: 401, code: InvalidRequest },
  barred: { status: 403, code: InvalidRequest },
  wrong: { status: 400, code: InvalidParams },
  nothing: { status: 404, code: InvalidParams },
  conflict: { status: 409, code: InvalidRequest },
  large: { status: 413, code: InvalidRequest },
  unread: { status: 415, code: InvalidRequest },
  often: { status: 429, code: InvalidRequest },
  beyond: { status: 502, code: InternalError },
  away: { status: 503, code: InternalError },
  ours: { status: 500, code: InternalError },
} as const;

const ANSWERS: Record<ErrorCode, Kind> = {
  missing_bot_token: 'who',
  invalid_bot_token_shape: 'who',
  unknown_bot_token: 'who',
  expired_bot_token: 'who',
  revoked_bot_token: 'who',
  frozen_bot_token: 'who',
  wrong_address: 'barred',
  unauthenticated: 'who',
  invalid_session: 'who',
  expired_session: 'who',
  revoked_session: 'who',
  forbidden_origin: 'barred',
  rate_limited: 'often',
  missing_scope: 'barred',
  forbidden: 'barred',
  reserved_slug: 'barred',
  missing_input: 'wrong',
  invalid_input: 'wrong',
  unknown_command: 'nothing',
  unknown_bot: 'nothing',
  unknown_token: 'nothing',
  unknown_member: 'nothing',
  unknown_session: 'nothing',
  unknown_service: 'nothing',
  unknown_identity: 'nothing',
  unknown_claim: 'nothing',
  unknown_approval: 'nothing',
  unknown_webhook: 'nothing',
  unknown_delivery: 'nothing',
  room_not_found: 'nothing',
  unknown_event: 'nothing',
  too_many_webhooks: 'conflict',
  updates_taken: 'conflict',
  payload_too_large: 'large',
  message_too_long: 'large',
  unsupported_media_type: 'unread',
  ambiguous_token: 'conflict',
  bot_already_exists: 'conflict',
  service_already_exists: 'conflict',
  referenced_object: 'conflict',
  already_done: 'conflict',
  already_shown: 'conflict',
  idempotency_key_reused: 'conflict',
  send_failed: 'beyond',
  no_homeserver: 'away',
  service_unavailable: 'away',
  internal_error: 'ours',
};

/** What is answered over HTTP. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** A refusal before anything of the protocol is read. `metadata` is where a client finds what this asks for (RFC 9728). */
export function refusal(refused: AppError, metadata: string): Answer {
  const { code: error, text } = refused;
  const { status, code } = KINDS[ANSWERS[error]];
  const message = plain(text);
  return {
    status,
    headers: { 'content-type': 'application/json', ...refusalHeaders(refused, status, metadata) },
    body: JSON.stringify({ jsonrpc: '2.0', error: { code, message, data: { error } }, id: null }),
  };
}

/** A refusal of what is no tool: `uri` is the resource that was to be read. */
export function protocolError({ code: error, text }: AppError, uri?: string): ProtocolError {
  const kind = ANSWERS[error];
  if (kind === 'nothing' && uri !== undefined) return new ResourceNotFoundError(uri, plain(text));
  return new ProtocolError(KINDS[kind].code, plain(text), { error });
}
