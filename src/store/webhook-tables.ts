import type { ColumnType, Generated } from 'kysely';
import type { Id } from '../core/ids.ts';
import type { Ordering, RetryName, Scheme, WebhookStatus } from '../core/webhooks.ts';

/** What belongs to webhooks among the tables. */
export interface WebhookTables {
  event: EventTable;
  webhook: WebhookTable;
  webhook_secret: WebhookSecretTable;
  delivery: DeliveryTable;
  attempt: AttemptTable;
  webhook_replay: WebhookReplayTable;
}

type Fixed<T> = ColumnType<T, T, never>;

interface EventTable {
  organization_id: Fixed<Id<'organization'>>;
  id: Fixed<Id<'event'>>;
  sequence: ColumnType<string, string | undefined, never>;
  type: Fixed<string>;
  bot_id: Fixed<Id<'bot'> | null>;
  order_key: Fixed<string | null>;
  payload: string | null;
  created_at: Fixed<Date>;
  traceparent: Fixed<string | null>;
}

interface WebhookTable {
  organization_id: Fixed<Id<'organization'>>;
  id: Fixed<Id<'webhook'>>;
  bot_id: Fixed<Id<'bot'>>;
  name: string;
  url: string;
  scheme: Scheme;
  events: Generated<string[]>;
  hears: Generated<'own' | 'all'>;
  headers: string | null;
  header_names: Generated<string[]>;
  ordering: Generated<Ordering>;
  max_in_flight: Generated<number>;
  rate_per_second: number | null;
  timeout_ms: Generated<number>;
  retry: Generated<RetryName>;
  retry_steps: number[] | null;
  status: Generated<WebhookStatus>;
  status_reason: 'asked' | 'gone' | 'failing' | 'told' | 'transferred' | null;
  status_at: Date | null;
  failing_since: Date | null;
  failures: Generated<number>;
  warned_at: Date | null;
  last_error: string | null;
  last_error_at: Date | null;
  last_success_at: Date | null;
  not_before: Date | null;
  version: Generated<number>;
  held_by: Id<'process'> | null;
  held_until: Date | null;
  turn: Generated<number>;
  created_at: Fixed<Date>;
  updated_at: Date;
  deleted_at: Date | null;
}

interface WebhookSecretTable {
  organization_id: Fixed<Id<'organization'>>;
  id: Fixed<Id<'webhook_secret'>>;
  webhook_id: Fixed<Id<'webhook'>>;
  sealed: Fixed<string>;
  created_at: Fixed<Date>;
  expires_at: Date | null;
}

interface DeliveryTable {
  organization_id: Fixed<Id<'organization'>>;
  id: Fixed<Id<'delivery'>>;
  event_id: Fixed<Id<'event'>>;
  webhook_id: Fixed<Id<'webhook'>>;
  sequence: ColumnType<string, never, never>;
  trigger: Fixed<'event' | 'replay' | 'test'>;
  order_key: Fixed<string | null>;
  state: 'waiting' | 'delivered' | 'failed' | 'expired' | 'kept' | 'dropped';
  attempts: Generated<number>;
  due_at: Date;
  last_status: number | null;
  last_error: string | null;
  created_at: Fixed<Date>;
  finished_at: Date | null;
}

interface AttemptTable {
  organization_id: Fixed<Id<'organization'>>;
  delivery_id: Fixed<Id<'delivery'>>;
  number: Fixed<number>;
  started_at: Fixed<Date>;
  duration_ms: Fixed<number>;
  address: Fixed<string | null>;
  status: Fixed<number | null>;
  error: Fixed<string | null>;
  retry_after: Fixed<number | null>;
  response_headers: Fixed<Record<string, string> | null>;
  response_body: Fixed<string | null>;
  is_cut: Generated<boolean>;
}

interface WebhookReplayTable {
  organization_id: Fixed<Id<'organization'>>;
  id: Fixed<Id<'webhook_replay'>>;
  webhook_id: Fixed<Id<'webhook'>>;
  since: Fixed<Date>;
  until: Fixed<Date>;
  states: Fixed<string[]>;
  position: Generated<string>;
  total: Fixed<number>;
  done: Generated<number>;
  skipped: Generated<number>;
  asked_by: Fixed<Id<'member'> | null>;
  created_at: Fixed<Date>;
  finished_at: Date | null;
}
