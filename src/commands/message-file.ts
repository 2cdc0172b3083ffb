import { hash } from 'node:crypto';
import { AppError, type ErrorCode } from '../core/errors.ts';
import { type FileKind, kindOf } from '../core/file-kind.ts';
import { HomeserverRefusal } from '../core/matrix.ts';
import { fileOf } from '../core/room-message.ts';
import { say } from '../core/text.ts';
import type { Bot } from '../store/bots.ts';
import * as matrixRooms from '../store/matrix-rooms.ts';
import { asBot, type Came } from './as-bot.ts';
import type { Context, Errand } from './declare.ts';
import { IN_A_ROOM } from './message-limits.ts';
import { MOST_FILE_BYTES } from './room-inputs.ts';

/** How a file can be refused. */
export const FILE_SENT: readonly ErrorCode[] = [...IN_A_ROOM, 'payload_too_large'];

interface Given {
  bot: Bot | undefined;
  room: string;
  bytes: Buffer;
  /** What it is called where that is not said: before the dot. */
  name: string | undefined;
  caption: string | undefined;
  replyTo: string | undefined;
}

/** Lays a file into the homeserver's media and says in the room that it is there: that once, however often it is asked. */
export async function sendingFile(
  context: Context,
  as: 'm.image' | 'm.file',
  { bot, room, bytes, name, caption, replyTo }: Given,
): Promise<Errand<Came<string>>> {
  if (bytes.length > MOST_FILE_BYTES) throw tooLarge('8 MB are the most.');
  const kind = kindOf(bytes);
  if (as === 'm.image' && !kind.isPicture) throw noPicture();
  const file = { name: name ?? unnamed(kind), type: kind.type, size: bytes.length };
  const request = [as, room, file, hash('sha256', bytes, 'base64url'), caption ?? '', replyTo ?? ''];
  const present = await matrixRooms.listIn(context.db, room);
  return asBot(context, { bot, room, request }, async (homeserver, user, txn) => {
    // What cannot be said there is not laid there. It may have joined just now, and we not have heard of it.
    const isIn =
      present.some(({ user_id, state }) => user_id === user && state === 'join') ||
      (await homeserver.joinedRooms(user)).includes(room);
    if (!isIn) throw new HomeserverRefusal(403, 'M_FORBIDDEN');
    const upload = { bytes, contentType: kind.type, fileName: file.name };
    const address = await homeserver.upload(user, upload).catch((error: unknown) => {
      const isTooLarge = error instanceof HomeserverRefusal && error.code === 'M_TOO_LARGE';
      throw isTooLarge ? tooLarge('The homeserver takes none so large.') : error;
    });
    return homeserver.send(
      user,
      room,
      'm.room.message',
      fileOf(as, { address, ...file, caption, replyTo }),
      txn,
    );
  });
}

const unnamed = ({ extension, isPicture }: FileKind): string =>
  `${isPicture ? 'photo' : 'document'}.${extension}`;

const tooLarge = (most: string): AppError =>
  new AppError('payload_too_large', say`The file is too large. ${most}`, { field: 'file' });

const noPicture = (): AppError =>
  new AppError('invalid_input', say`This is no picture of a kind that is shown: PNG, JPEG, GIF or WebP.`, {
    field: 'file',
  });
