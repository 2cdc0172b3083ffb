import { type EventData, type EventType, payloadOf } from '../core/events.ts';
import type { Id } from '../core/ids.ts';
import * as events from '../store/events.ts';
import type { Context } from './declare.ts';

/** What it takes to tell of something. */
export type Emitting = Pick<Context, 'db' | 'ids' | 'clock' | 'actor' | 'tracing'>;

/** The bot that it is about; null for one that is only asked for. */
type About = { id: Id<'bot'>; owner_id: Id<'member'> } | null;

/** One thing that happened. */
interface Happened<Type extends EventType> {
  bot: About;
  data: EventData<Type>;
  /** A message's: where it stands among others, and what its order is kept within. */
  order?: { sequence: string; key: string };
}

/** Has the webhooks that hear of it told, once this is committed. */
export async function emit<Type extends EventType>(
  context: Emitting,
  bot: About,
  type: Type,
  data: EventData<Type>,
): Promise<void> {
  await emitAll(context, type, [{ bot, data }]);
}

/** As `emit`, of many at once, with few statements. */
export async function emitAll<Type extends EventType>(
  { db, ids, clock, actor, tracing }: Emitting,
  type: Type,
  happened: readonly Happened<Type>[],
): Promise<void> {
  const at = clock.now();
  const written = happened.map(({ bot, data, order }) => {
    const id = ids.make<'event'>();
    const span = tracing.begin(`event ${type}`, { 'botmint.event': type, 'botmint.event_id': id });
    const event: events.NewEvent = {
      organization_id: actor.organizationId,
      id,
      type,
      bot_id: bot?.id ?? null,
      order_key: order?.key ?? null,
      sequence: order?.sequence ?? null,
      payload: payloadOf({ id, type, at, owner: bot?.owner_id ?? null, data }),
      created_at: at,
      traceparent: span.traceparent ?? null,
    };
    return { span, event };
  });
  const deliveries = await events.insertMany(
    db,
    written.map(({ event }) => event),
  );
  // What nobody hears of is not traced either: a span without an end goes nowhere.
  if (deliveries > 0) for (const { span } of written) span.end();
}
