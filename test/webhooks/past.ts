import type { Id } from '../../src/core/ids.ts';
import type { DeliveryState } from '../../src/core/delivery-words.ts';
import { rows, type World } from '../world.ts';

interface Past {
  organization: Id<'organization'>;
  webhook: Id<'webhook'>;
  count?: number;
  type?: string;
  room?: string | null;
  state?: DeliveryState;
  /** As it was sent to the only one that hears. */
  payload?: string | null;
}

const text = (value: string | null): string => (value === null ? 'null' : `'${value}'`);

/** Deliveries that came to this state just now, one an event, as if the engine had made them; `attempts` each. */
export async function givePast(world: World, past: Past, attempts = 1): Promise<void> {
  const {
    organization,
    webhook,
    count = 1,
    type = 'bot.disabled',
    state = 'failed',
    room = null,
    payload = '{"n":1}',
  } = past;
  const at = world.clock.now().toISOString();
  const finished = state === 'waiting' || state === 'kept' ? 'null' : `'${at}'`;
  const tried = state === 'kept' ? 0 : attempts;
  await rows(
    world,
    `with made as (
       insert into event (organization_id, id, type, bot_id, order_key, payload, created_at)
       select '${organization}', gen_random_uuid(), '${type}', webhook.bot_id, ${text(room)}, ${text(payload)}, '${at}'
       from webhook, generate_series(1, ${count}) where webhook.id = '${webhook}'
       returning id
     ), sent as (
       insert into delivery (organization_id, id, event_id, webhook_id, trigger, order_key, state, attempts, due_at,
         last_status, created_at, finished_at)
       select '${organization}', gen_random_uuid(), id, '${webhook}', 'event', ${text(room)}, '${state}', ${tried}, '${at}',
         ${tried > 0 ? (state === 'delivered' ? 200 : 500) : 'null'}, '${at}', ${finished}
       from made returning id
     )
     insert into attempt (organization_id, delivery_id, number, started_at, duration_ms, status, response_body)
     select '${organization}', id, number, '${at}', 12, ${state === 'delivered' ? 200 : 500}, 'what it said'
     from sent, generate_series(1, ${tried}) number`,
  );
}
