import { sql } from 'kysely';
import type { Id } from '../core/ids.ts';
import type { Db } from './database.ts';
import { within } from './within.ts';

/** Where every process hears which bots have an update, and who asks for a bot's. */
export const UPDATES = 'botmint_updates';

/** As many bots are named; of more it is only said that there are some. Postgres takes 8000 bytes a notification. */
const NAMED = 200;

/** What is told of a message, but for its number. */
export interface Update {
  message: Record<string, unknown> & { text: string };
  room: string;
  sender: string;
}

export interface NumberedUpdate extends Update {
  update_id: number;
}

/**
 * Keeps an update for each of these bots, until it is asked for. Their numbers are of the same line as those of messages
 * for webhooks. From here to the end of the transaction nobody else keeps one: who has confirmed a number is never
 * given a lower one.
 */
export async function insert(
  db: Db,
  organization: Id<'organization'>,
  bots: readonly Id<'bot'>[],
  update: Update,
  at: Date,
): Promise<void> {
  if (bots.length === 0) return;
  await sql`select pg_advisory_xact_lock(hashtextextended(${`bot updates ${organization}`}, 0))`.execute(db);
  await sql`
    with kept as (
      insert into bot_update (organization_id, bot_id, update_id, payload, created_at)
      select ${organization}, bot_id, nextval(pg_get_serial_sequence('event', 'sequence')),
        ${JSON.stringify(update)}::jsonb, ${at}
      from unnest(${bots}::uuid[]) as bot_id
    )
    select pg_notify(${UPDATES}, ${bots.length <= NAMED ? bots.join(',') : ''})`.execute(db);
}

/** Up to `limit` from this number on, the oldest first. */
export async function list(
  db: Db,
  bot: Id<'bot'>,
  { from, limit }: { from: number; limit: number },
): Promise<NumberedUpdate[]> {
  const { rows } = await sql<{ update_id: string; payload: Update }>`
    select update_id::text, payload from bot_update
    where ${within('bot_update')} and bot_id = ${bot} and update_id >= ${from}
    order by bot_update.update_id limit ${limit}`.execute(db);
  return rows.map(({ update_id, payload: { message, room, sender } }) => ({
    update_id: Number(update_id),
    message,
    room,
    sender,
  }));
}

export async function isAny(db: Db, bot: Id<'bot'>, from: number): Promise<boolean> {
  const { rows } = await sql`
    select from bot_update where ${within('bot_update')} and bot_id = ${bot} and update_id >= ${from} limit 1`.execute(
    db,
  );
  return rows.length > 0;
}

/** The number of the update that stands so far from the newest; undefined where there are fewer. */
export async function numberFromEnd(db: Db, bot: Id<'bot'>, place: number): Promise<number | undefined> {
  const { rows } = await sql<{ update_id: string }>`
    select update_id::text from bot_update where ${within('bot_update')} and bot_id = ${bot}
    order by bot_update.update_id desc limit 1 offset ${place - 1}`.execute(db);
  return rows[0] && Number(rows[0].update_id);
}

/** Forgets what this bot has had: all before this number. */
export async function confirm(db: Db, bot: Id<'bot'>, before: number): Promise<void> {
  await sql`delete from bot_update where ${within('bot_update')} and bot_id = ${bot} and update_id < ${before}`.execute(
    db,
  );
}

/** Tells every process that this one, of that number, asks for a bot's updates now. */
export async function announce(db: Db, bot: Id<'bot'>, asker: string): Promise<void> {
  await sql`select pg_notify(${UPDATES}, ${`${bot} ${asker}`})`.execute(db);
}

/** Forgets up to `limit` that nobody has asked for since then. */
export async function forgetOld(across: Db, before: Date, limit: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from bot_update using (
      select organization_id, bot_id, update_id from bot_update where created_at < ${before} limit ${limit}
    ) old
    where bot_update.organization_id = old.organization_id and bot_update.bot_id = old.bot_id
      and bot_update.update_id = old.update_id`.execute(across);
  return Number(numAffectedRows);
}

/** Of each bot that has more than `most`, forgets the oldest. */
export async function forgetMany(across: Db, most: number): Promise<void> {
  await sql`
    with full_ones as (
      select organization_id, bot_id from bot_update group by organization_id, bot_id having count(*) > ${most}
    ), oldest as (
      select full_ones.*, (
        select update_id from bot_update
        where bot_update.organization_id = full_ones.organization_id and bot_update.bot_id = full_ones.bot_id
        order by update_id desc limit 1 offset ${most - 1}
      ) as kept_from from full_ones
    )
    delete from bot_update using oldest
    where bot_update.organization_id = oldest.organization_id and bot_update.bot_id = oldest.bot_id
      and bot_update.update_id < oldest.kept_from`.execute(across);
}
