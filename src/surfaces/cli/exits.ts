import type { ErrorCode } from '../../core/errors.ts';
import type { FailureCode } from './failure.ts';

/** Of sysexits.h, as far as they are used here. */
const USAGE = 64;
const DATA = 65;
const NOT_FOUND = 66;
const NO_SERVER = 69;
const SOFTWARE = 70;
const EXISTS = 73;
const TEMPORARY = 75;
const PROTOCOL = 76;
const NO_PERMISSION = 77;
const CONFIG = 78;

/** What the command line ends with for each refusal of the server, and for a line that could not be read. */
export const EXITS: Record<ErrorCode, number> = {
  missing_bot_token: NO_PERMISSION,
  invalid_bot_token_shape: NO_PERMISSION,
  unknown_bot_token: NO_PERMISSION,
  expired_bot_token: NO_PERMISSION,
  revoked_bot_token: NO_PERMISSION,
  frozen_bot_token: NO_PERMISSION,
  wrong_address: NO_PERMISSION,
  unauthenticated: NO_PERMISSION,
  invalid_session: NO_PERMISSION,
  expired_session: NO_PERMISSION,
  revoked_session: NO_PERMISSION,
  forbidden_origin: NO_PERMISSION,
  missing_scope: NO_PERMISSION,
  forbidden: NO_PERMISSION,
  reserved_slug: NO_PERMISSION,
  missing_input: USAGE,
  invalid_input: USAGE,
  unknown_command: USAGE,
  unknown_bot: NOT_FOUND,
  unknown_token: NOT_FOUND,
  unknown_member: NOT_FOUND,
  unknown_session: NOT_FOUND,
  unknown_service: NOT_FOUND,
  unknown_identity: NOT_FOUND,
  unknown_claim: NOT_FOUND,
  unknown_approval: NOT_FOUND,
  unknown_webhook: NOT_FOUND,
  unknown_delivery: NOT_FOUND,
  room_not_found: NOT_FOUND,
  unknown_event: NOT_FOUND,
  ambiguous_token: DATA,
  updates_taken: DATA,
  payload_too_large: DATA,
  message_too_long: DATA,
  unsupported_media_type: DATA,
  referenced_object: DATA,
  already_done: DATA,
  already_shown: DATA,
  idempotency_key_reused: DATA,
  bot_already_exists: EXISTS,
  service_already_exists: EXISTS,
  too_many_webhooks: EXISTS,
  rate_limited: TEMPORARY,
  send_failed: TEMPORARY,
  no_homeserver: NO_SERVER,
  service_unavailable: TEMPORARY,
  internal_error: SOFTWARE,
};

/** And for what goes wrong on this side. */
export const OWN_EXITS: Record<FailureCode, number> = {
  declined: 1,
  usage: USAGE,
  no_server: NO_SERVER,
  not_ok: NO_SERVER,
  timeout: TEMPORARY,
  not_botmint: PROTOCOL,
  not_logged_in: NO_PERMISSION,
  wrong_settings: CONFIG,
  interrupted: 130,
};

/** A secret was asked for, and is to come when somebody has approved it or taken it elsewhere. */
export const NO_SECRET_YET = TEMPORARY;

/** What `botmint clone` ends with, as the seed has it: for all that has a name, and for what nobody has thought of. */
export const EXPECTED = 1;
export const UNEXPECTED = 2;

/** Whoever read what was written closed it, as `head` does. */
export const CLOSED_PIPE = 141;

/** What each exit code says, for the guide. */
export const MEANINGS: ReadonlyMap<number, string> = new Map([
  [0, 'It is done.'],
  [1, 'You were asked, and said no. Nothing was changed.'],
  [USAGE, 'The line cannot be read, or a value in it is missing or wrong.'],
  [DATA, 'The server knows what you mean, and it cannot be done as things are.'],
  [NOT_FOUND, 'What the line names is not there.'],
  [NO_SERVER, 'No server answers, or `doctor` found something that is not ok.'],
  [SOFTWARE, 'Something went wrong on our side. Nothing was changed.'],
  [EXISTS, 'It is there already, or there are as many as there may be.'],
  [
    TEMPORARY,
    'Not now: try again in a moment; or a token was asked for, and waits for somebody to approve it.',
  ],
  [PROTOCOL, 'What answers there is not Botmint, or one of another version.'],
  [NO_PERMISSION, 'You are not logged in, or may not do this.'],
  [CONFIG, 'A variable or a file of yours is not right.'],
  [130, 'You broke it off with Ctrl-C.'],
  [CLOSED_PIPE, 'Whoever read the output closed it, as `head` does.'],
]);
