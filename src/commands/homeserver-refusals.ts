import { AppError } from '../core/errors.ts';
import { isOurCredential } from '../core/homeserver-fault.ts';
import { HomeserverAway, HomeserverRefusal } from '../core/matrix.ts';
import { bold, code, command, counted, say } from '../core/text.ts';

/** How it is called, over the API, that a bot joins a room. */
const JOIN = code('joinRoom');

/** Whatever kept something from being done on the homeserver, in words; what is no failure of its stays as it was. */
export function failureOf(error: unknown, bot: string): unknown {
  if (error instanceof HomeserverAway) return away(error);
  if (!(error instanceof HomeserverRefusal)) return error;
  const { status, code: said } = error;
  if (said === 'M_LIMIT_EXCEEDED') return tooOften(bot, error);
  if (said === 'M_TOO_LARGE') return tooLarge(error);
  if (said === 'M_DUPLICATE_ANNOTATION')
    return new AppError('already_done', say`${bold(bot)} has reacted with that to this message already.`);
  // Of what is spoken of by another event Synapse says no more than that it is not known.
  if (said === 'M_NOT_FOUND' || (status === 400 && said === 'M_UNKNOWN')) return noSuchEvent(error);
  if (said === 'M_FORBIDDEN') return notYours(bot);
  if (isOurCredential(error)) return ourCredential(error);
  if (status === 400)
    return new AppError('invalid_input', say`The homeserver does not take that: it says ${code(said)}.`, {
      cause: error,
    });
  return new AppError('send_failed', say`The homeserver refused that: it says ${code(said)}.`, {
    cause: error,
  });
}

export const noHomeserver = (): AppError =>
  new AppError(
    'no_homeserver',
    say`No Matrix homeserver is connected here. Whoever runs Botmint sets ${code('MATRIX_HOMESERVER_URL')} and registers it there: ${command('doctor')} says how it stands.`,
  );

export const notThere = (room: string): AppError =>
  new AppError(
    'room_not_found',
    say`There is no room ${code(room)}, or none that a bot of yours can know of.`,
  );

export const notInRoom = (bot: string, room: string, whose: string): AppError =>
  new AppError(
    'forbidden',
    say`${bold(bot)} is not in this room. Have it join first: ${command(`rooms join ${room}${whose}`)} (${JOIN} over the API).`,
  );

export const notOurs = (bot: string, userId: string): AppError =>
  new AppError(
    'forbidden',
    say`${code(userId)} was on the homeserver before Botmint, so it is somebody's, and ${bold(bot)} cannot act in Matrix. Create a bot of another name: ${command('bots create')}`,
  );

export const notYours = (bot: string): AppError =>
  new AppError(
    'forbidden',
    say`${bold(bot)} may not do that in this room. Somebody who may there can give it more power.`,
  );

const away = (cause: HomeserverAway): AppError =>
  new AppError(
    'send_failed',
    say`The homeserver did not answer, so it may be done or not. Ask again. Under the ${code('Idempotency-Key')} of the first time a message comes once; without one, look first whether it is there.`,
    { cause },
  );

/** Whoever asks can do nothing about it, and their own credential is as good as it was. */
const ourCredential = (cause: HomeserverRefusal): AppError =>
  new AppError(
    'send_failed',
    say`The homeserver does not know Botmint just now, so nothing was done. An admin finds out why with ${command('doctor')}; then ask again.`,
    { cause },
  );

const noSuchEvent = (cause: HomeserverRefusal): AppError =>
  new AppError('unknown_event', say`There is no such message in this room.`, { cause });

function tooOften(bot: string, cause: HomeserverRefusal): AppError {
  const seconds = Math.max(1, Math.ceil((cause.retryAfterMs ?? 1000) / 1000));
  return new AppError(
    'rate_limited',
    say`The homeserver lets ${bold(bot)} do no more just now. Try again in ${counted(seconds, 'second')}.`,
    { cause, retryAfter: seconds },
  );
}

const tooLarge = (cause: HomeserverRefusal): AppError =>
  new AppError('message_too_long', say`The homeserver takes no message so large. Send it in parts.`, {
    cause,
  });
