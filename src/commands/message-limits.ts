import { AppError, type ErrorCode } from '../core/errors.ts';
import { code, say } from '../core/text.ts';
import { bytesOf, type Content, MOST_BYTES, MOST_CHARACTERS } from '../core/room-message.ts';

/** How whatever is done in a room can be refused. */
export const IN_A_ROOM: readonly ErrorCode[] = [
  'forbidden',
  'room_not_found',
  'send_failed',
  'no_homeserver',
];

/** And what is said there. */
export const SAID: readonly ErrorCode[] = [...IN_A_ROOM, 'unknown_event', 'message_too_long'];

/** The message as it is sent. @throws AppError message_too_long */
export function fitting(text: string, content: Content): Content {
  const { length } = Array.from(text);
  if (length > MOST_CHARACTERS) throw tooLong(`${length} characters`, `${MOST_CHARACTERS} of them`);
  const bytes = bytesOf(content);
  if (bytes > MOST_BYTES) throw tooLong(`${bytes} bytes as Matrix carries it`, `${MOST_BYTES} of them`);
  return content;
}

function tooLong(has: string, most: string): AppError {
  return new AppError(
    'message_too_long',
    say`This message has ${has}, and at most ${most} fit. Send it in parts, or as a file: ${code('sendDocument')}.`,
    { field: 'text' },
  );
}
