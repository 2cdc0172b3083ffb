import { type RawBuilder, sql } from 'kysely';
import type { Id } from '../core/ids.ts';
import type { Db } from './database.ts';
import { within } from './within.ts';

/** What there is to send at a webhook. */
export interface Waiting {
  waiting: number;
  kept: number;
  /** When the first of those that wait came. */
  since: Date | null;
}

/** What became of one that was sent, or is to be. */
export interface Recent {
  id: string;
  type: string;
  state: 'waiting' | 'delivered' | 'failed' | 'expired' | 'kept' | 'dropped';
  attempts: number;
  last_status: number | null;
  last_error: string | null;
  /** When it was tried last; where it was not, when it came. */
  at: Date;
  /** Of the last try. */
  duration_ms: number | null;
}

/** How much waits and is kept at a webhook. */
export async function count(db: Db, webhook: Id<'webhook'>): Promise<Waiting> {
  const { rows } = await sql<Waiting>`
    select count(*) filter (where state = 'waiting')::int as waiting, count(*) filter (where state = 'kept')::int as kept,
      min(created_at) filter (where state = 'waiting') as since
    from delivery where ${within('delivery')} and webhook_id = ${webhook} and finished_at is null`.execute(
    db,
  );
  return rows[0] ?? { waiting: 0, kept: 0, since: null };
}

/** The latest that came for a webhook, each with its last try, in the order of those. */
export async function recent(db: Db, webhook: Id<'webhook'>, limit: number): Promise<Recent[]> {
  const { rows } = await sql<Recent>`
    select delivery.id, event.type, delivery.state, delivery.attempts, delivery.last_status, delivery.last_error,
      coalesce(attempt.started_at, delivery.created_at) as at, attempt.duration_ms
    from delivery
    join event on event.organization_id = delivery.organization_id and event.id = delivery.event_id
    left join attempt on attempt.organization_id = delivery.organization_id and attempt.delivery_id = delivery.id
      and attempt.number = delivery.attempts
    where ${within('delivery')} and delivery.webhook_id = ${webhook}
    order by delivery.sequence desc limit ${limit}`.execute(db);
  return rows.toSorted((one, other) => other.at.getTime() - one.at.getTime());
}

/** Lets go of what waits, and of what is kept as well where `kept` is said. Resolves with how many there were. */
export async function drop(
  db: Db,
  webhooks: readonly Id<'webhook'>[],
  at: Date,
  { kept }: { kept: boolean },
): Promise<number> {
  const states = kept ? sql`state in ('waiting', 'kept')` : sql`state = 'waiting'`;
  return change(db, webhooks, states, sql`state = 'dropped', finished_at = ${at}`);
}

/** Keeps what waits, to be sent only when it is replayed. */
export async function keep(db: Db, webhooks: readonly Id<'webhook'>[]): Promise<void> {
  await change(db, webhooks, sql`state = 'waiting'`, sql`state = 'kept'`);
}

/** What waits for its next try is due now. */
export async function hasten(db: Db, webhook: Id<'webhook'>, at: Date): Promise<void> {
  await change(db, [webhook], sql`state = 'waiting' and due_at > ${at}`, sql`due_at = ${at}`);
}

/** In the order in which they came, as everything locks them that locks more than one. */
async function change(
  db: Db,
  webhooks: readonly Id<'webhook'>[],
  which: RawBuilder<unknown>,
  changes: RawBuilder<unknown>,
): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    with wanted as (
      select organization_id, id from delivery
      where ${within('delivery')} and webhook_id = any(${webhooks}::uuid[]) and ${which}
      order by sequence for no key update
    )
    update delivery set ${changes} from wanted
    where delivery.organization_id = wanted.organization_id and delivery.id = wanted.id`.execute(db);
  return Number(numAffectedRows);
}

/** What is in this state at the webhook of the statement around. */
const waitsIn = (state: 'waiting' | 'kept') => sql`
  select delivery.organization_id, delivery.id, webhook.deleted_at is not null as is_gone from delivery
  where delivery.webhook_id = webhook.id and delivery.organization_id = webhook.organization_id
    and state = ${sql.lit(state)}`;

/**
 * Does for what waits at webhooks that are deleted or disabled as was done for the rest then: it was written by a command
 * that had seen them as they were before, and nobody else would touch it. Each of them is one look into an index.
 */
export async function finishLate(across: Db, at: Date): Promise<void> {
  await sql`
    with late as materialized (
      select found.* from webhook cross join lateral (
        ${waitsIn('waiting')} union all (${waitsIn('kept')} and webhook.deleted_at is not null)
      ) found
      where webhook.deleted_at is not null or webhook.status = 'disabled'
    ), locked as (
      select organization_id, id, is_gone from delivery join late using (organization_id, id)
      order by delivery.sequence for no key update of delivery
    )
    update delivery set state = case when is_gone then 'dropped' else 'kept' end,
      finished_at = case when is_gone then ${at}::timestamptz end
    from locked where delivery.organization_id = locked.organization_id and delivery.id = locked.id
      and state in ('waiting', 'kept')`.execute(across);
}
