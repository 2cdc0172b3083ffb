import { sql } from 'kysely';
import type { Db } from './database.ts';

/** Counted no further: each row costs over a microsecond, for its policy, and a count has to end in time. */
const MOST = 500_000;

/** How webhooks do, of all organizations together. */
export interface Figures {
  active: number;
  paused: number;
  disabled: number;
  /** As many as `MOST` at most, as is `kept`. */
  waiting: number;
  kept: number;
  /** When the delivery came that has waited longest at a webhook that is active. */
  oldest: Date | null;
}

/**
 * Counts over partial indexes that hold what waits and what is kept, and nothing else. The oldest is looked up webhook
 * by webhook, the first of what is live and the first of what is told again: that many steps, however much waits.
 */
export async function read(across: Db, most = MOST): Promise<Figures> {
  const { rows } = await sql<Figures>`
    select active, paused, disabled,
      (select count(*)::int from (select from delivery where state = 'waiting' limit ${most}) found) as waiting,
      (select count(*)::int from (select from delivery where state = 'kept' limit ${most}) found) as kept,
      (select min(first.created_at) from webhook
        cross join (values (false), (true)) as told (again)
        cross join lateral (
          select created_at from delivery
          where delivery.organization_id = webhook.organization_id and delivery.webhook_id = webhook.id
            and state = 'waiting' and (trigger = 'replay') = told.again
          order by sequence limit 1
        ) first
        where webhook.status = 'active' and webhook.deleted_at is null) as oldest
    from (select
        count(*) filter (where status = 'active')::int as active,
        count(*) filter (where status = 'paused')::int as paused,
        count(*) filter (where status = 'disabled')::int as disabled
      from webhook where deleted_at is null) statuses`.execute(across);
  const [figures] = rows;
  if (!figures) throw new Error('webhooks could not be counted');
  return figures;
}
