import { type Selectable, sql, type Updateable } from 'kysely';
import type { Health } from '../core/webhook-health.ts';
import type { Id } from '../core/ids.ts';
import { living } from './claiming.ts';
import type { Db } from './database.ts';
import { isFree } from './deliveries.ts';
import type { Tables } from './tables.ts';
import type { Ticket } from './ticket.ts';

// A webhook's deliveries are in one process's hands at a time. They are as long as it beats, but for a claim that waits
// in a queue: that is good for seconds, as a queue may lose it.

type WebhookRow = Selectable<Tables['webhook']>;

/** Whether its deliveries may go out now, but for whose hands they are in. */
const isOpen = (at: Date) => sql<boolean>`
  webhook.status = 'active' and webhook.deleted_at is null
  and (webhook.not_before is null or webhook.not_before <= ${at})
  and bot.deleted_at is null and bot.disabled_at is null and not owner.is_deactivated`;

const WITH_BOT = sql`
  webhook
  join bot on bot.organization_id = webhook.organization_id and bot.id = webhook.bot_id
  join member owner on owner.organization_id = bot.organization_id and owner.id = bot.owner_id`;

/** The webhook of the statement around. */
const REFERRED = {
  organization_id: sql`webhook.organization_id`,
  id: sql`webhook.id`,
  ordering: sql`webhook.ordering`,
};

/**
 * Takes webhooks that have something to send into these hands, those alone that are named, or of all. Whoever claims at
 * the same time takes others. With 10,000 webhooks it takes 20 to 30 ms, also where 10,000 deliveries wait behind one.
 *
 * Written so that no plan, whatever Postgres believes of its tables, is worse than a walk along delivery_due for each:
 * taken for a join, those 10,000 were not done within 5 s.
 */
export async function claim(
  outgoing: Db,
  {
    by,
    at,
    until,
    limit,
    named,
  }: { by: Id<'process'>; at: Date; until: Date; limit: number; named: readonly string[] | undefined },
): Promise<Ticket[]> {
  const { rows } = await sql<Ticket>`
    with due as (
      select webhook.organization_id, webhook.id from ${WITH_BOT}
      where ${isOpen(at)}
        and (held_by is null or held_until <= ${at} or held_by not in ${living(at)})
        and (${named === undefined} or webhook.id = any(${named ?? []}::uuid[]))
        and (select true from delivery
          where delivery.organization_id = webhook.organization_id and delivery.webhook_id = webhook.id
            and state = 'waiting' and due_at <= ${at} and ${isFree(REFERRED, at)}
          order by due_at limit 1)
      limit ${limit}
      for no key update of webhook skip locked
    )
    update webhook set held_by = ${by}, held_until = ${until}, turn = turn + 1
    from due where webhook.organization_id = due.organization_id and webhook.id = due.id
    returning webhook.organization_id as organization, webhook.id, turn as attempts`.execute(outgoing);
  return rows;
}

/** How many are in these hands. */
export async function countHeld(outgoing: Db, by: Id<'process'>, at: Date): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from webhook
    where held_by = ${by} and (held_until is null or held_until > ${at})`.execute(outgoing);
  return rows[0]?.count ?? 0;
}

/** Passes claims on, unless they are others' by now. Resolves with them, in their new turn. */
export async function pass(
  outgoing: Db,
  tickets: readonly Ticket[],
  { from, to, until }: { from: Id<'process'>; to: Id<'process'> | null; until: Date | null },
): Promise<Ticket[]> {
  const { rows } = await sql<Ticket>`
    update webhook set held_by = ${to}, held_until = ${until}, turn = webhook.turn + 1
    from unnest(${tickets.map(({ organization }) => organization)}::uuid[], ${tickets.map(({ id }) => id)}::uuid[],
      ${tickets.map(({ attempts }) => attempts)}::int[]) as ticket (organization_id, id, turn)
    where webhook.organization_id = ticket.organization_id and webhook.id = ticket.id
      and webhook.turn = ticket.turn and held_by = ${from}
    returning webhook.organization_id as organization, webhook.id, webhook.turn as attempts`.execute(
    outgoing,
  );
  return rows;
}

/** A webhook as whoever delivers for it needs it. */
export interface Held extends WebhookRow {
  /** Whether anything may go out just now. */
  is_open: boolean;
  username: string;
}

/** The webhook of this turn; undefined when it is not in these hands any more. */
export async function look(
  outgoing: Db,
  { organization, id, attempts: turn }: Ticket,
  by: Id<'process'>,
  at: Date,
): Promise<Held | undefined> {
  const { rows } = await sql<Held>`
    /* webhook_look */
    select webhook.*, bot.username, ${isOpen(at)} as is_open from ${WITH_BOT}
    where webhook.organization_id = ${organization} and webhook.id = ${id}
      and webhook.turn = ${turn} and held_by = ${by}`.execute(outgoing);
  return rows[0];
}

/** How a webhook has been doing. */
export interface Told {
  health: Health;
  /** The one that it was read in: a change since knows better, as that of somebody who has seen to it. */
  version: number;
}

/** Stays in these hands for this long, and says how it has been doing. */
export async function keep(
  outgoing: Db,
  ticket: Ticket,
  { by, until, told }: { by: Id<'process'>; until: Date; told: Told | undefined },
): Promise<void> {
  await write(outgoing, ticket, by, { held_until: until }, told);
}

/** Lets go of it, and says how it has been doing; nothing is sent there before `notBefore`, if that is given. */
export async function release(
  outgoing: Db,
  ticket: Ticket,
  { by, told, notBefore }: { by: Id<'process'>; told: Told | undefined; notBefore: Date | undefined },
): Promise<void> {
  await write(outgoing, ticket, by, { held_by: null, held_until: null }, told, notBefore);
}

/** Writes whose hands it is in, and what is told of it if that is not out of date, unless it is in others' by now. */
async function write(
  outgoing: Db,
  { organization, id, attempts: turn }: Ticket,
  by: Id<'process'>,
  hands: Updateable<Tables['webhook']>,
  told: Told | undefined,
  notBefore?: Date,
): Promise<void> {
  const inHand = outgoing
    .updateTable('webhook')
    .where('organization_id', '=', organization)
    .where(sql<boolean>`id = ${id}`)
    .where('turn', '=', turn)
    .where('held_by', '=', by);
  if (told) {
    const { numUpdatedRows } = await inHand
      .set({ ...hands, ...told.health, ...(notBefore && { not_before: notBefore }) })
      .where('version', '=', told.version)
      .executeTakeFirst();
    if (numUpdatedRows > 0n) return;
  }
  await inHand.set(hands).execute();
}
