import { type Insertable, sql } from 'kysely';
import type { Id } from '../core/ids.ts';
import type { Db } from './database.ts';
import type { Tables } from './tables.ts';

/** A token whose end somebody is to be told of, and at which threshold: seconds before it. */
export interface DueToken {
  id: Id<'token'>;
  bot_id: Id<'bot'>;
  threshold: number;
  /** Its owner or, where they are deactivated, the backup owner; null: neither is there. */
  recipient_id: Id<'member'> | null;
}

const WITHIN = sql`current_setting('app.organization')::uuid`;

/**
 * That a bot is neither deleted nor disabled. Said in a way that bot_of_owner does not answer: before the first
 * analyze Postgres takes that index for as good as the primary key, and 10,000 tokens take 3 s, not 0.1.
 */
const IS_USED = sql`coalesce(bot.deleted_at, bot.disabled_at) is null`;

/**
 * Tokens that are used and have come to a threshold, at the smallest one that they have come to. What was told at it,
 * or later, is not told again; nor is a threshold that is longer than the token's whole life; nor an end of a week ago.
 * The range over token_by_end holds what ends within the longest threshold: 0.1 s for 10,000 tokens, told or not.
 */
const due = (at: Date) => sql`
  select token.organization_id, token.id, token.bot_id, token.expires_at, passed.threshold,
    case when owner.is_deactivated then backup.id else owner.id end as recipient_id
  from token
  join organization on organization.id = token.organization_id
  join bot on bot.organization_id = token.organization_id and bot.id = token.bot_id
  join member owner on owner.organization_id = bot.organization_id and owner.id = bot.owner_id
  left join member backup on backup.organization_id = bot.organization_id and backup.id = bot.backup_owner_id
    and not backup.is_deactivated
  cross join lateral (
    select min(seconds) as threshold from unnest(organization.reminders || 0) as seconds
    where token.expires_at <= ${at}::timestamptz + make_interval(secs => seconds)
      and (seconds = 0 or token.created_at + make_interval(secs => seconds) < token.expires_at)
  ) passed
  where token.revoked_at is null and token.superseded_at is null and token.frozen_at is null
    and (token.uses_left is null or token.uses_left > 0)
    and ${IS_USED}
    and token.expires_at > ${at}::timestamptz - interval '7 days'
    and token.expires_at <= ${at}::timestamptz + make_interval(secs => (
      select coalesce(max(seconds), 0) from organization, unnest(reminders) as seconds))
    and passed.threshold is not null
    and not exists (
      select from reminder
      where reminder.organization_id = token.organization_id and reminder.token_id = token.id
        and reminder.threshold <= passed.threshold
    )`;

/** The organizations in which somebody is to be told something. */
export async function organizationsDue(across: Db, at: Date): Promise<Id<'organization'>[]> {
  const { rows } = await sql<{ organization_id: Id<'organization'> }>`
    select distinct organization_id from (${due(at)}) due`.execute(across);
  return rows.map(({ organization_id }) => organization_id);
}

/** What is due for the first so many recipients, each with all of theirs; what ends first comes first. */
export async function listDue(db: Db, at: Date, recipients: number): Promise<DueToken[]> {
  const { rows } = await sql<DueToken>`
    select id, bot_id, threshold, recipient_id from (
      select due.*, dense_rank() over (order by recipient_id) as place
      from (${due(at)}) due
    ) ranked
    where place <= ${recipients}
    order by expires_at, id`.execute(db);
  return rows;
}

/** One process at a time reminds the people of an organization, until the transaction ends. False: another one does. */
export async function takeTurn(db: Db): Promise<boolean> {
  const { rows } = await sql<{ mine: boolean }>`
    select pg_try_advisory_xact_lock(hashtext('reminders'), hashtext(current_setting('app.organization'))) as mine`.execute(
    db,
  );
  return rows[0]?.mine ?? false;
}

/** Notes that each was told at its threshold, in this message, and that the longer ones are needless now. */
export async function insert(
  db: Db,
  told: readonly (DueToken & { notice: Id<'notice'> | null })[],
  at: Date,
): Promise<void> {
  await sql`
    insert into reminder (organization_id, token_id, threshold, created_at, notice_id)
    select organization.id, told.token_id, seconds, ${at}, case when seconds = told.threshold then told.notice_id end
    from unnest(${told.map(({ id }) => id)}::uuid[], ${told.map(({ threshold }) => threshold)}::int[],
      ${told.map(({ notice }) => notice)}::uuid[]) as told (token_id, threshold, notice_id)
    join organization on organization.id = ${WITHIN}
    cross join unnest(organization.reminders || 0) as seconds
    where seconds >= told.threshold
    on conflict do nothing`.execute(db);
}

/** A token of which somebody is told that it ends, as it is when they are told. */
export interface EndingToken {
  id: Id<'token'>;
  label: string | null;
  expires_at: Date;
  username: string;
  owner_id: Id<'member'>;
  owner_name: string;
}

/**
 * Those of which there is still something to be said: used as ever, and not told of at a later threshold. What ends
 * first comes first. They are looked up one by one; with the organization as a constant, Postgres begins at its bots.
 */
export async function stillEnding(
  db: Db,
  told: readonly { id: Id<'token'>; threshold: number }[],
  at: Date,
): Promise<EndingToken[]> {
  const { rows } = await sql<EndingToken>`
    with told as materialized (
      select ${WITHIN} as organization_id, id, threshold
      from unnest(${told.map(({ id }) => id)}::uuid[], ${told.map(({ threshold }) => threshold)}::int[])
        as told (id, threshold)
    )
    select token.id, token.label, token.expires_at, bot.username, owner.id as owner_id, owner.name as owner_name
    from told
    join token on token.organization_id = told.organization_id and token.id = told.id
    join bot on bot.organization_id = token.organization_id and bot.id = token.bot_id
    join member owner on owner.organization_id = bot.organization_id and owner.id = bot.owner_id
    where coalesce(token.revoked_at, token.superseded_at, token.frozen_at) is null
      and (token.uses_left is null or token.uses_left > 0)
      and ${IS_USED}
      and (told.threshold = 0 or token.expires_at > ${at})
      and not exists (
        select from reminder
        where reminder.organization_id = token.organization_id and reminder.token_id = token.id
          and reminder.threshold < told.threshold
      )
    order by token.expires_at, token.id`.execute(db);
  return rows;
}

/** Who answers for a token: its bot's owner, and the backup owner unless they are deactivated. */
export interface Answerable {
  token: Id<'token'>;
  bot: Id<'bot'>;
  owner: Id<'member'>;
  backup: Id<'member'> | null;
}

export async function answerableFor(db: Db, tokens: readonly Id<'token'>[]): Promise<Answerable[]> {
  const { rows } = await sql<Answerable>`
    select token.id as token, bot.id as bot, bot.owner_id as owner, backup.id as backup
    from token
    join bot on bot.organization_id = token.organization_id and bot.id = token.bot_id
    left join member backup on backup.organization_id = bot.organization_id and backup.id = bot.backup_owner_id
      and not backup.is_deactivated
    where token.organization_id = ${WITHIN} and token.id = any(${tokens})`.execute(db);
  return rows;
}

type NewClaim = Insertable<Tables['claim']> & { token_id: Id<'token'> };

/** Claims to successors of tokens. One that is open already goes on until then. Resolves with the ids, by `keyOf`. */
export async function openClaims(db: Db, claims: readonly NewClaim[]): Promise<Map<string, Id<'claim'>>> {
  if (claims.length === 0) return new Map();
  const open = await db
    .insertInto('claim')
    .values([...claims])
    .onConflict((conflict) =>
      conflict
        .columns(['organization_id', 'token_id', 'member_id'])
        .where('taken_at', 'is', null)
        .where('withdrawn_at', 'is', null)
        .doUpdateSet({ expires_at: sql`greatest(claim.expires_at, excluded.expires_at)` }),
    )
    .returning(['id', 'token_id', 'member_id'])
    .execute();
  return new Map(open.map(({ id, token_id, member_id }) => [keyOf(token_id ?? '', member_id), id]));
}

export const keyOf = (token: string, member: string): string => `${token} ${member}`;
