import { AppError } from '../core/errors.ts';
import type { EventData } from '../core/events.ts';
import type { Id } from '../core/ids.ts';
import { say, storable } from '../core/text.ts';
import { PAYLOAD_BYTES } from '../core/webhooks.ts';
import * as events from '../store/events.ts';
import { emitAll, type Emitting } from './emit.ts';

/** A message as it comes, before it has its number. */
export type Message = Omit<EventData<'message'>, 'update_id'>;

interface Receiver {
  id: Id<'bot'>;
  owner_id: Id<'member'>;
}

/**
 * Has a message told to the bot's own webhooks. What comes of one room is told in the order in which it is committed.
 * Resolves with its update_id; undefined when nobody hears of it.
 * @throws AppError payload_too_large
 */
export async function receiveMessage(
  context: Emitting,
  bot: Receiver,
  message: Message,
): Promise<number | undefined> {
  const [id] = await receiveMessages(context, bot, [message]);
  return id;
}

/** As `receiveMessage`, of several, in this order: their ids, or none when nobody hears of them. */
export async function receiveMessages(
  context: Emitting,
  bot: Receiver,
  messages: readonly Message[],
): Promise<number[]> {
  for (const message of messages) refuseTooLarge(message);
  const received = await receiveByMany(context, [bot], messages);
  return received.get(bot.id) ?? [];
}

/**
 * As `receiveMessages`, by all of these bots, with a few statements however many they are. Resolves with those of which
 * a webhook hears, and their update_ids. None of the messages may be too large.
 */
export async function receiveByMany(
  context: Emitting,
  bots: readonly Receiver[],
  messages: readonly Message[],
): Promise<Map<Id<'bot'>, number[]>> {
  const { db, actor } = context;
  const organization = actor.organizationId;
  const ids = bots.map(({ id }) => id);
  const heard = await events.heardOf(db, organization, 'message', ids);
  const hearing = bots.filter(({ id }) => heard.has(id));
  if (hearing.length === 0) return new Map();
  // The body, where it is JSON, has both escaped, and stays as it is.
  const rooms = messages.map(({ room }) => storable(room));
  const count = hearing.length * messages.length;
  const numbers = await events.numberMessages(db, organization, { rooms, count });
  const received = messages.flatMap((message, place) =>
    hearing.map((bot, index) => {
      const update_id = Number(numbers[place * hearing.length + index]);
      const order = { sequence: String(update_id), key: storable(message.room) };
      return { bot, order, data: { update_id, ...message } };
    }),
  );
  await emitAll(context, 'message', received);
  const told = Map.groupBy(received, ({ bot }) => bot.id);
  return new Map([...told].map(([id, each]) => [id, each.map(({ data }) => data.update_id)]));
}

function refuseTooLarge(message: Message): void {
  const bytes = Buffer.byteLength(JSON.stringify({ update_id: Number.MAX_SAFE_INTEGER, ...message }));
  if (bytes <= PAYLOAD_BYTES) return;
  throw new AppError(
    'payload_too_large',
    say`A message for a webhook is at most ${String(PAYLOAD_BYTES / 1024)} KiB, and this one takes ${String(Math.ceil(bytes / 1024))}.`,
  );
}
