import { COMMAND_BOT, type MatrixRunning } from './running.ts';
import { type MatrixUser, roomPath, type Seen } from './user.ts';

const RelatesTo = 'm.relates_to';

/** The event that a message replies to. */
export function repliesTo({ content }: Seen): unknown {
  const relation = Object.entries({ ...(content[RelatesTo] as object | undefined) });
  const reply = relation.find(([name]) => name === 'm.in_reply_to')?.[1] as
    { event_id?: unknown } | undefined;
  return reply?.event_id;
}

/** What the command bot answers to an event. */
export async function replyTo(user: MatrixUser, eventId: string): Promise<Seen> {
  return user.until(
    `a reply to ${eventId}`,
    (event) =>
      event.sender === COMMAND_BOT && event.type === 'm.room.message' && repliesTo(event) === eventId,
  );
}

/** Says it, and resolves with what the command bot answers. */
export async function ask(user: MatrixUser, roomId: string, text: string, more?: object): Promise<Seen> {
  return replyTo(user, await user.say(roomId, text, more));
}

/** As `ask`, with the text of the answer. */
export async function told(user: MatrixUser, roomId: string, text: string, more?: object): Promise<string> {
  return bodyOf(await ask(user, roomId, text, more));
}

export const bodyOf = ({ content }: Seen): string => String(content['body']);

/** Whether the command bot replied to an event so far. */
export const isAnswered = (user: MatrixUser, eventId: string): boolean =>
  user.seen.some((event) => event.sender === COMMAND_BOT && repliesTo(event) === eventId);

/** A room of this person and the command bot, and whoever else is named. */
export async function roomWith(user: MatrixUser, others: readonly MatrixUser[] = []): Promise<string> {
  const invite = [COMMAND_BOT, ...others.map(({ userId }) => userId)];
  const roomId = await user.createRoom({ invite });
  for (const other of others) await other.join(roomId);
  await user.until('the command bot to come', (event) => isJoin(event, roomId, COMMAND_BOT));
  return roomId;
}

const isJoin = ({ type, room_id, state_key, content }: Seen, roomId: string, userId: string): boolean =>
  type === 'm.room.member' && room_id === roomId && state_key === userId && content['membership'] === 'join';

/** The room of this person and the command bot alone, once it was greeted there. */
export async function directWith(user: MatrixUser): Promise<string> {
  const roomId = await user.direct(COMMAND_BOT);
  await user.until(
    'a greeting',
    ({ type, room_id, sender }) => type === 'm.room.message' && room_id === roomId && sender === COMMAND_BOT,
  );
  return roomId;
}

/** Tells Botmint of an event as the homeserver would. */
export async function tell(matrix: MatrixRunning, event: object): Promise<void> {
  const response = await fetch(`${matrix.botmint().api}/_matrix/app/v1/transactions/${crypto.randomUUID()}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${matrix.environment['MATRIX_HS_TOKEN']}` },
    body: JSON.stringify({ events: [event] }),
  });
  if (response.status !== 200) throw new Error(`the transaction was answered ${response.status}`);
}

/** Whether an event was redacted. */
export async function isRedacted(user: MatrixUser, roomId: string, eventId: string): Promise<boolean> {
  const { body } = await user.ask('GET', `${roomPath(roomId)}/event/${encodeURIComponent(eventId)}`);
  return 'redacted_because' in { ...(body['unsigned'] as object | undefined) };
}
