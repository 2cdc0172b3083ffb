import { AppError } from '../core/errors.ts';
import { code, command, say } from '../core/text.ts';

/** The refusals of who did not say who they are, or not so that it can be believed. */

export function missingToken(): AppError {
  return new AppError(
    'missing_bot_token',
    say`Send the bot's token in the header ${code('X-AgentFlow-Bot-Token')}, or as ${code('Authorization: Bearer')}.`,
  );
}

export function wrongShape(): AppError {
  return new AppError(
    'invalid_bot_token_shape',
    say`A token is ${code('af_bot_')} and 64 hexadecimal digits, or a JWT. A token's id is no token.`,
  );
}

export function unknownToken(): AppError {
  return new AppError(
    'unknown_bot_token',
    say`This token is not one of ours. Issue one: ${command('tokens issue')}.`,
  );
}

/** What is typed in a shell, whatever is asked elsewhere. */
export const SIGN_IN = code('botmint session --for @alice');

export function nobody(): AppError {
  return new AppError(
    'unauthenticated',
    say`This is for people. Send a session as ${code('Authorization: Bearer')}; ${SIGN_IN} makes one, on the machine of the server.`,
  );
}

export const invalidSession = (): AppError =>
  new AppError('invalid_session', say`This session is not one of ours. Make another: ${SIGN_IN}.`);

export const expiredSession = (): AppError =>
  new AppError(
    'expired_session',
    say`This session has to be refreshed: ${code('POST /api/v1/sessions/refresh')}.`,
  );

export const revokedSession = (): AppError =>
  new AppError('revoked_session', say`This session has ended. Make another: ${SIGN_IN}.`);

export function noOneOrganization(isNone: boolean): AppError {
  const why = isNone ? 'There is no organization here yet' : 'There is more than one organization here';
  return new AppError('unauthenticated', say`${why}, so the operator is of none.`);
}
