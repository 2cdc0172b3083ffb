import { AppError } from '../core/errors.ts';
import { isOurCredential } from '../core/homeserver-fault.ts';
import { HomeserverAway, HomeserverRefusal, serverOf } from '../core/matrix.ts';
import { bold, code, command, counted, say, type Text } from '../core/text.ts';
import type { Again } from './declare.ts';

/** How it is called, over the API, that a bot joins a room. */
const JOIN = code('joinRoom');

/** Whatever kept something from being done on the homeserver, in words; what is no failure of its stays as it was. */
export function failureOf(error: unknown, bot: string, again: Again): unknown {
  if (error instanceof HomeserverAway) return away(error, again);
  if (!(error instanceof HomeserverRefusal)) return error;
  const { status, code: said } = error;
  if (said === 'M_LIMIT_EXCEEDED') return tooOften(bot, error);
  if (said === 'M_TOO_LARGE') return tooLarge(error);
  if (said === 'M_DUPLICATE_ANNOTATION')
    return new AppError('already_done', say`${bold(bot)} has reacted with that to this message already.`);
  // Of what is spoken of by another event Synapse says no more than that it is not known.
  if (said === 'M_NOT_FOUND' || (status === 400 && said === 'M_UNKNOWN')) return noSuchEvent(error);
  if (said === 'M_FORBIDDEN') return notYours(bot);
  if (isOurCredential(error)) return ourCredential(error, again);
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
    say`There is no room ${code(room)}, or none that a bot of yours can know of. One that is there has to be joined first: ${JOIN}`,
  );

export const notReached = (room: string, cause: HomeserverRefusal): AppError =>
  new AppError(
    'room_not_found',
    say`The server ${code(serverOf(room))} cannot be reached from the homeserver, or has no such room.`,
    { cause },
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

const away = (cause: HomeserverAway, again: Again): AppError =>
  new AppError('send_failed', UNSURE[again], { cause });

const UNSURE: Record<Again, Text> = {
  freely: say`The homeserver did not answer. Try again.`,
  'under its key': say`The homeserver did not answer, so it may be done or not. Ask again with the same ${code('Idempotency-Key')}: a message comes once.`,
  'after a look': say`The homeserver did not answer, so it may be done or not. Look before you ask again.`,
};

/** Whoever asks can do nothing about it, and their own credential is as good as it was. */
const ourCredential = (cause: HomeserverRefusal, again: Again): AppError =>
  new AppError(
    'send_failed',
    say`The homeserver does not know Botmint just now, so nothing was done. An admin finds out why with ${command('doctor')}; then ask again${again === 'under its key' ? say` with the same ${code('Idempotency-Key')}` : ''}.`,
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
