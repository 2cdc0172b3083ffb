import { type Command, secretNameOf } from '../../../commands/declare.ts';
import { type Input, inputsOf } from '../../../commands/declared.ts';
import type { ReferenceKind } from '../../../commands/inputs.ts';
import { AppError, type ErrorCode } from '../../../core/errors.ts';
import { say } from '../../../core/text.ts';
import { refusal } from '../errors.ts';

interface Rule {
  /** A sentence: when it is answered. */
  when: string;
  /** Whether this command can be refused so. */
  of: (command: Command) => boolean;
}

const always = (): boolean => true;
const never = (): boolean => false;
const isSent = ({ http }: Command): boolean => !http.startsWith('GET ');
const isWritten = ({ effect }: Command): boolean => effect !== 'read';

const names =
  (...kinds: ReferenceKind[]) =>
  (command: Command): boolean =>
    inputsOf(command).some(({ reference }) => reference !== undefined && kinds.includes(reference));

/** A row that has to be the caller's own: one that is changed, and a webhook even to be looked at. */
const ofOneself = (command: Command): boolean =>
  inputsOf(command).some(
    ({ reference, anyones }: Input) =>
      !anyones &&
      (reference === 'webhook' || (isWritten(command) && (reference === 'bot' || reference === 'token'))),
  );

/** When each error is answered, and by which commands, but for what a command declares itself in `refuses`. */
const RULES: Record<ErrorCode, Rule> = {
  missing_bot_token: { when: 'No credential was sent.', of: always },
  invalid_bot_token_shape: { when: 'What was sent is not built as a token is.', of: always },
  unknown_bot_token: { when: 'The token is not one of ours.', of: always },
  expired_bot_token: { when: 'The token has expired, or is used up.', of: always },
  revoked_bot_token: { when: 'The token was revoked, or its grace after a rotation is over.', of: always },
  frozen_bot_token: { when: 'The token is frozen, or its bot is disabled.', of: always },
  // Of an installation with several organizations the operator is of none.
  unauthenticated: { when: 'It takes a person, and this is no credential of one.', of: always },
  invalid_session: { when: 'What was sent is no session of ours.', of: always },
  expired_session: { when: 'The access token is over. Refresh the session.', of: always },
  revoked_session: { when: 'The session was ended.', of: always },
  forbidden_origin: { when: 'A page of another origin asked this by the cookie.', of: isSent },
  wrong_address: { when: 'The token may not be used from this address.', of: always },
  missing_scope: {
    when: 'The credential lacks the scope that this needs.',
    of: ({ scope }) => scope !== null,
  },
  forbidden: { when: 'It is not yours to do: the sentence says whose it is.', of: ofOneself },
  reserved_slug: { when: 'That name is kept for others.', of: never },
  rate_limited: {
    when: 'More requests in one second than the tier of the bot allows, or than the homeserver takes.',
    of: always,
  },
  missing_input: { when: 'An input is missing; the sentence says which.', of: always },
  invalid_input: { when: 'An input is wrong, unknown or unreadable; the sentence says how.', of: always },
  unknown_command: { when: 'There is no such command, or nothing at this address.', of: never },
  unknown_bot: { when: 'There is no such bot.', of: names('bot', 'bot offered', 'bot offered to me') },
  unknown_token: { when: 'There is no such token.', of: names('token') },
  ambiguous_token: { when: 'More than one token has this in its id.', of: names('token') },
  unknown_member: { when: 'There is no such person.', of: names('member', 'member or none') },
  unknown_session: { when: 'There is no such session, or several fit.', of: never },
  unknown_service: { when: 'There is no such service.', of: never },
  unknown_identity: { when: 'The bot has no such identity.', of: never },
  unknown_claim: { when: 'There is no such claim.', of: never },
  unknown_approval: { when: 'There is no such request.', of: names('approval') },
  unknown_webhook: { when: 'There is no such webhook, or several fit.', of: names('webhook') },
  unknown_delivery: { when: 'There is no such delivery, or several fit.', of: never },
  room_not_found: { when: 'There is no such room, or none that a bot of yours can know of.', of: never },
  unknown_event: { when: 'There is no such message in that room.', of: never },
  too_many_webhooks: { when: 'The bot has as many webhooks as it may.', of: never },
  updates_taken: { when: 'A webhook, or a later request, gets the updates of the bot.', of: never },
  payload_too_large: { when: 'The body is larger than 1 MB, or a file in it than 8 MB.', of: isSent },
  message_too_long: {
    when: 'The message has more than 40,000 characters, or is larger than Matrix carries.',
    of: never,
  },
  unsupported_media_type: { when: 'The body is no JSON.', of: isSent },
  bot_already_exists: { when: 'There is, or was, a bot of that name.', of: never },
  service_already_exists: { when: 'That service is registered already.', of: never },
  referenced_object: { when: 'Something still refers to it.', of: never },
  already_done: { when: 'It was done before, or is too late to be done.', of: never },
  already_shown: {
    when: 'It was done before under this Idempotency-Key, and its secret was shown then.',
    of: (command) => isWritten(command) && secretNameOf(command) !== undefined,
  },
  idempotency_key_reused: {
    when: 'This Idempotency-Key was sent with another request before.',
    of: isWritten,
  },
  send_failed: {
    when: 'The homeserver did not do it, or did not answer. What changes something is done once under the same Idempotency-Key.',
    of: never,
  },
  no_homeserver: { when: 'No Matrix homeserver is connected here.', of: never },
  service_unavailable: { when: 'The database cannot be reached just now. Try again.', of: always },
  internal_error: { when: 'Our fault. The number in the sentence is in the log.', of: always },
};

const CODES: readonly ErrorCode[] = Object.keys(RULES).filter(isCode);

function isCode(text: string): text is ErrorCode {
  return Object.hasOwn(RULES, text);
}

/** What comes of a body, and of the method by which one is sent. */
export const OF_A_BODY: readonly ErrorCode[] = CODES.filter((code) => RULES[code].of === isSent);

/** What comes of a key under which something was asked before. */
const OF_A_KEY: ReadonlySet<ErrorCode> = new Set(['idempotency_key_reused', 'already_shown']);

/** Every way in which this command can be refused over REST, in the order in which they are looked for. */
export function refusalsOf(command: Command, isRepeatable: boolean): readonly ErrorCode[] {
  return CODES.filter(
    (code) =>
      (RULES[code].of(command) && (isRepeatable || !OF_A_KEY.has(code))) || command.refuses?.includes(code),
  );
}

export const whenOf = (code: ErrorCode): string => RULES[code].when;

/** A way to be refused, as it is answered. */
export interface Refusable {
  code: ErrorCode;
  /** Its name in the envelope, which several can share. */
  error: string;
  status: number;
  /** Names of headers that come with it, in lower case. */
  headers: readonly string[];
}

export function answered(code: ErrorCode): Refusable {
  const { status, headers, body } = refusal(new AppError(code, say`${RULES[code].when}`));
  return { code, error: body.error, status, headers: Object.keys(headers) };
}

/** All errors, for whoever reads. */
export const ALL: readonly Refusable[] = CODES.map(answered);
