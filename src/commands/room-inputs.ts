import { z } from 'zod';
import { code, quoted, say, storable, type Text } from '../core/text.ts';
import { BotRef, hints, readAs, refuse, textRead, yesOrNo } from './inputs.ts';

/** What Matrix allows for an id, in bytes. */
const LONGEST = 255;

const canBeId = (text: string): boolean => Buffer.byteLength(text) <= LONGEST && text.isWellFormed();

/** An id of Matrix: its sign and what follows, on one line. */
const id = (sign: RegExp, wrong: (text: string) => Text) =>
  textRead((text) => {
    const given = text.trim();
    return sign.test(given) && canBeId(given) ? given : refuse(wrong(given));
  });

/** Those of room version 12 name no server. */
const ROOM_ID = /^![^\s:\p{Cc}]+(?::[^\s\p{Cc}]+)?$/u;
const ALIAS = /^#[^\s:\p{Cc}]+:[^\s\p{Cc}]+$/u;
const EVENT_ID = /^\$[^\s\p{Cc}]+$/u;
const USER_ID = /^@[^\s:\p{Cc}]+:[^\s\p{Cc}]+$/u;

const like = (text: string, what: string, example: string): Text =>
  say`${quoted(text)} is no ${what}, which looks like ${code(example)}.`;

const roomWords = { label: 'Room', placeholder: '!AbCdEf:example.org' };

export const RoomId = id(ROOM_ID, (text) =>
  text.startsWith('#')
    ? say`${quoted(text)} is an alias. Send the room's id: ${code('joinRoom')} answers with it.`
    : like(text, 'room id', roomWords.placeholder),
).register(hints, { ...roomWords, hint: 'The id of a room, which begins with an exclamation mark.' });

export const RoomIdOrAlias = textRead((text) => {
  const given = text.trim();
  const isOne = ROOM_ID.test(given) || ALIAS.test(given);
  if (isOne && canBeId(given)) return given;
  return refuse(
    say`${quoted(given)} is no room: one looks like ${code(roomWords.placeholder)} or ${code('#lobby:example.org')}.`,
  );
}).register(hints, { ...roomWords, hint: 'The id of a room, or its alias as in #lobby:example.org.' });

const eventWords = { placeholder: '$AbCdEf' };
const eventId = () => id(EVENT_ID, (text) => like(text, 'event id', eventWords.placeholder));

export const EventId = eventId().register(hints, {
  ...eventWords,
  label: 'Message',
  hint: 'The event id of the message, which begins with a dollar sign.',
});

export const ReplyTo = eventId().register(hints, {
  ...eventWords,
  label: 'Reply to',
  hint: 'The event id of the message that this answers.',
  unasked: true,
});

export const ThreadId = eventId().register(hints, {
  ...eventWords,
  label: 'Thread',
  hint: 'The event id of the message that the thread grows from.',
  unasked: true,
});

const userWords = { label: 'Matrix user', placeholder: '@carol:example.org' };
const userId = id(USER_ID, (text) => like(text, 'Matrix user', userWords.placeholder));

export const UserId = userId.register(hints, { ...userWords, hint: 'Who, as in @carol:example.org.' });

const MOST_MENTIONS = 50;

export const Mentions = readAs(z.union([z.string(), z.array(z.string()).max(MOST_MENTIONS)]), (given) => {
  const names = (typeof given === 'string' ? given.split(/[\s,]+/) : given).filter((each) => each !== '');
  const wrong = names.find((each) => !USER_ID.test(each) || !canBeId(each));
  if (wrong !== undefined) return refuse(like(wrong, 'Matrix user', userWords.placeholder));
  return names.length > MOST_MENTIONS ? refuse(say`At most ${MOST_MENTIONS} are mentioned at once.`) : names;
}).register(hints, {
  label: 'Mentions',
  hint: 'Matrix users to be pinged, and nobody else is.',
  placeholder: userWords.placeholder,
  list: true,
  unasked: true,
});

/** Its length is looked at where the message is made: what is too long has a code of its own. */
export const MessageText = textRead(storable).register(hints, {
  label: 'Text',
  hint: 'What is said, at most 40,000 characters.',
  placeholder: 'Deployed to production',
  rest: true,
});

export const Markdown = yesOrNo('Markdown', 'Shows **bold**, *italic*, `code` and [links](…) as such.');

export const Reaction = textRead((text) => {
  const given = storable(text).trim();
  const { length } = Array.from(given);
  return length > 0 && length <= 64 && !/\p{Cc}/u.test(given)
    ? given
    : refuse(say`A reaction is an emoji, or a word of at most 64 characters.`);
}).register(hints, { label: 'Reaction', hint: 'An emoji, or a short word.', placeholder: '👍' });

const upTo = (most: number, what: string) =>
  textRead((text) =>
    Array.from(text).length <= most ? storable(text) : refuse(say`${what} has at most ${most} characters.`),
  );

export const RedactionReason = upTo(500, 'A reason').register(hints, {
  label: 'Reason',
  hint: 'Why, for whoever was in the room; at most 500 characters.',
  unasked: true,
});

export const Caption = upTo(1024, 'A caption').register(hints, {
  label: 'Caption',
  hint: 'What is said with it, at most 1,024 characters.',
  placeholder: 'The build, all green',
});

export const FileName = textRead((text) => {
  const given = storable(text).trim();
  return given !== '' && Buffer.byteLength(given) <= LONGEST && !/[\p{Cc}/\\]/u.test(given)
    ? given
    : refuse(say`${quoted(given)} is no name of a file: one line, no slash, at most ${LONGEST} bytes.`);
}).register(hints, {
  label: 'File name',
  hint: 'What it is called, as in build.log.',
  placeholder: 'build.log',
});

/** Of a file, in bytes. */
export const MOST_FILE_BYTES = 8 * 1024 * 1024;

export const FileBytes = textRead((text) => {
  if (!/^[\w+/-]+={0,2}$/.test(text))
    return refuse(say`The file comes as base64, on one line, and is not empty.`);
  return Buffer.from(text, 'base64');
}).register(hints, {
  label: 'File',
  hint: 'Its bytes in base64, or over HTTP the file of a form; at most 8 MB.',
  file: true,
});

/** Whose Matrix user does it. */
export const ActingBot = BotRef.optional().register(hints, {
  label: 'Bot',
  hint: 'Which bot does it. The token of a bot means that bot.',
  short: 'u',
  placeholder: 'steve',
  reference: 'bot',
});
