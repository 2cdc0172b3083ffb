import type { Id } from '../core/ids.ts';
import type { Reply } from '../core/ports.ts';
import type { Db } from './database.ts';

export interface TestDelivery {
  organization_id: Id<'organization'>;
  event: { id: Id<'event'>; bot_id: Id<'bot'>; payload: string; traceparent: string | null };
  id: Id<'delivery'>;
  webhook_id: Id<'webhook'>;
  reply: Reply;
  isDelivered: boolean;
  startedAt: Date;
  finishedAt: Date;
}

/** Writes a test that was made: its event, the delivery and its one attempt. */
export async function insert(db: Db, test: TestDelivery): Promise<void> {
  const { organization_id, id, event, reply, startedAt } = test;
  await db
    .insertInto('event')
    .values({ ...event, organization_id, type: 'webhook.test', order_key: null, created_at: startedAt })
    .execute();
  const last = { last_status: reply.status, last_error: reply.fault };
  await db
    .insertInto('delivery')
    .values({
      organization_id,
      id,
      event_id: event.id,
      webhook_id: test.webhook_id,
      trigger: 'test',
      order_key: null,
      state: test.isDelivered ? 'delivered' : 'failed',
      attempts: 1,
      due_at: startedAt,
      created_at: startedAt,
      finished_at: test.finishedAt,
      ...last,
    })
    .execute();
  await db
    .insertInto('attempt')
    .values({
      organization_id,
      delivery_id: id,
      number: 1,
      started_at: startedAt,
      duration_ms: reply.durationMs,
      address: reply.address,
      status: reply.status,
      error: reply.fault,
      retry_after: null,
      response_headers: reply.headers,
      response_body: reply.body,
      is_cut: reply.isCut,
    })
    .execute();
}
