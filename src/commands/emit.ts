import { type EventData, type EventType, payloadOf } from '../core/events.ts';
import type { Id } from '../core/ids.ts';
import * as events from '../store/events.ts';
import type { Context } from './declare.ts';

/** Has the webhooks that hear of it told, once this is committed. `bot` is the one that it is about. */
export async function emit<Type extends EventType>(
  { db, ids, clock, actor, tracing }: Pick<Context, 'db' | 'ids' | 'clock' | 'actor' | 'tracing'>,
  bot: { id: Id<'bot'>; owner_id: Id<'member'> } | null,
  type: Type,
  data: EventData<Type>,
): Promise<void> {
  const id = ids.make<'event'>();
  const at = clock.now();
  const span = tracing.begin(`event ${type}`, { 'botmint.event': type, 'botmint.event_id': id });
  const deliveries = await events.insert(db, {
    organization_id: actor.organizationId,
    id,
    type,
    bot_id: bot?.id ?? null,
    order_key: null,
    payload: payloadOf({ id, type, at, owner: bot?.owner_id ?? null, data }),
    created_at: at,
    traceparent: span.traceparent ?? null,
  });
  // One that nobody hears of is not traced either: a span without an end goes nowhere.
  if (deliveries > 0) span.end({ 'botmint.deliveries': deliveries });
}
