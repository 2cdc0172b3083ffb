import { sql } from 'kysely';
import type { Surface, Tier } from '../core/actor.ts';
import type { Id } from '../core/ids.ts';
import type { Role, Scope } from '../core/scopes.ts';
import type { Db } from './database.ts';
import type { EndedBy } from './tables.ts';

export interface Organization {
  id: Id<'organization'>;
  name: string;
}

/**
 * The organization that a Slack workspace is, made at first contact; where a homeserver was first, and has the only one
 * there is, it is that one. Two at once make one.
 */
export async function organizationOfSlackTeam(
  across: Db,
  team: { id: Id<'organization'>; slackTeamId: string; name: string; at: Date },
): Promise<Organization> {
  const { rows } = await sql<Organization>`
    with joined as (
      update organization set slack_team_id = ${team.slackTeamId}, name = ${team.name}
      where slack_team_id is null and matrix_server is not null and (select count(*) from organization) = 1
      returning id, name
    ), made as (
      insert into organization (id, slack_team_id, name, created_at)
      select ${team.id}, ${team.slackTeamId}, ${team.name}, ${team.at} where not exists (select from joined)
      on conflict (slack_team_id) do update set name = excluded.name
      returning id, name
    )
    select * from joined union all select * from made`.execute(across);
  const [organization] = rows;
  if (!organization) throw new Error('a workspace without an organization');
  return organization;
}

/** The organization of a Slack workspace that was here before. */
export async function findOrganizationBySlackTeam(
  across: Db,
  slackTeamId: string,
): Promise<Organization | undefined> {
  return across
    .selectFrom('organization')
    .select(['id', 'name'])
    .where('slack_team_id', '=', slackTeamId)
    .executeTakeFirst();
}

/** Those there are, two at most: who asks wants to know whether there is one. */
export async function listOrganizations(across: Db): Promise<Organization[]> {
  return across.selectFrom('organization').select(['id', 'name']).orderBy('created_at').limit(2).execute();
}

/** A presented token, whose it is and what its owner is now. */
export interface PresentedToken {
  organization_id: Id<'organization'>;
  id: Id<'token'>;
  scopes: Scope[];
  expires_at: Date;
  revoked_at: Date | null;
  ended_by: EndedBy | null;
  superseded_at: Date | null;
  grace_ends_at: Date | null;
  superseded_use_at: Date | null;
  frozen_at: Date | null;
  networks: string[];
  use_limit: number | null;
  uses_left: number | null;
  last_used_at: Date | null;
  bot_id: Id<'bot'>;
  username: string;
  display_name: string;
  tier: Tier;
  is_verified: boolean;
  bot_disabled_at: Date | null;
  bot_deleted_at: Date | null;
  /** The homeserver on which it is a user. */
  matrix_server: string | null;
  /** Of its webhook that has no other name. */
  webhook_url: string | null;
  owner_id: Id<'member'>;
  owner_name: string;
  owner_role: Role;
  owner_is_deactivated: boolean;
}

/**
 * The token with this hash, in whichever organization. One look-up by the unique index on the hash; whoever holds a
 * token does not say which organization it is of, so this cannot be asked within one. Prepared under the name that it
 * begins with, it comes to 5,700 a second, where planned at each call it came to 1,900.
 */
export async function tokenByHash(across: Db, hash: Buffer): Promise<PresentedToken | undefined> {
  const { rows } = await sql<PresentedToken>`/* token_by_hash */ ${PRESENTED} where hash = ${hash}`.execute(
    across,
  );
  return rows[0];
}

/** As `tokenByHash`, those that there are of many. */
export async function tokensByHash(
  across: Db,
  hashes: readonly Buffer[],
): Promise<(PresentedToken & { hash: Buffer })[]> {
  const { rows } = await sql<PresentedToken & { hash: Buffer }>`
    /* tokens_by_hash */ ${PRESENTED} where hash = any(${hashes}::bytea[])`.execute(across);
  return rows;
}

const PRESENTED = sql`
    select token.hash, token.organization_id, token.id, scopes, expires_at, revoked_at, ended_by, superseded_at, grace_ends_at,
      superseded_use_at, frozen_at, networks, use_limit, uses_left, last_used_at,
      bot.id as bot_id, username, display_name, tier, is_verified, disabled_at as bot_disabled_at,
      bot.deleted_at as bot_deleted_at, matrix_server, webhook.url as webhook_url,
      owner.id as owner_id, owner.name as owner_name, owner.role as owner_role,
      owner.is_deactivated as owner_is_deactivated
    from token
    join bot on bot.organization_id = token.organization_id and bot.id = token.bot_id
    join organization on organization.id = token.organization_id
    join member as owner on owner.organization_id = bot.organization_id and owner.id = bot.owner_id
    left join webhook on webhook.organization_id = bot.organization_id and webhook.bot_id = bot.id
      and webhook.name = 'default' and webhook.deleted_at is null`;

/** Takes one of the uses that a token has left. False when there was none: of any number at once, no more are let in. */
export async function takeUse(
  across: Db,
  { organization_id, id }: Pick<PresentedToken, 'organization_id' | 'id'>,
): Promise<boolean> {
  const { numUpdatedRows } = await across
    .updateTable('token')
    .set({ uses_left: sql`uses_left - 1` })
    .where('organization_id', '=', organization_id)
    .where('id', '=', id)
    .where('uses_left', '>', 0)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

/** When, whence and how a token was used. */
export interface Use {
  organization_id: Id<'organization'>;
  id: Id<'token'>;
  at: Date;
  address: string | null;
  surface: Surface;
}

/**
 * Writes the last use of each token, unless a later one stands there. Resolves with the tokens that it could not look at: a
 * command that has locked one is not waited for, for it may be waiting for another of these. They go as one text: as five
 * arrays, writing them took the driver several times as long.
 */
export async function writeUses(across: Db, uses: readonly Use[]): Promise<Id<'token'>[]> {
  const { rows } = await sql<{ id: Id<'token'> }>`
    with used as (
      select * from json_to_recordset(${JSON.stringify(uses)}::json)
        as used (organization_id uuid, id uuid, at timestamptz, address inet, surface text)
    ), free as (
      select token.organization_id, token.id from token join used using (organization_id, id)
      for no key update of token skip locked
    ), written as (
      update token set last_used_at = at, last_used_address = address, last_used_surface = surface
      from used join free using (organization_id, id)
      where token.organization_id = used.organization_id and token.id = used.id
        and (last_used_at is null or last_used_at < at)
    )
    select id from used where not exists (select from free where free.id = used.id)`.execute(across);
  return rows.map(({ id }) => id);
}

/** A token of some organization. */
export interface Found {
  organization_id: Id<'organization'>;
  id: Id<'token'>;
}

/** Tokens that live though nobody is known to have seen them, made before this, the oldest first. */
export async function unseenTokens(across: Db, before: Date, at: Date, limit: number): Promise<Found[]> {
  return across
    .selectFrom('token')
    .select(['organization_id', 'id'])
    .where('shown_at', 'is', null)
    .where('last_used_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('created_at', '<=', before)
    .where('expires_at', '>', at)
    .orderBy('created_at')
    .limit(limit)
    .execute();
}

/** Requests whose time was over at `at` and that nobody closed yet. */
export async function overdueApprovals(
  across: Db,
  at: Date,
  limit: number,
): Promise<{ organization_id: Id<'organization'>; id: Id<'approval'> }[]> {
  return across
    .selectFrom('approval')
    .select(['organization_id', 'id'])
    .where('answered_at', 'is', null)
    .where('expires_at', '<=', at)
    .orderBy('expires_at')
    .limit(limit)
    .execute();
}

/**
 * Tokens that were replaced and whose time is over; and, where the organization has it so, those whose successor is in
 * use while they were quiet for long enough, since then or since the rotation began.
 */
export async function rotationsToFinish(across: Db, at: Date, limit: number): Promise<Found[]> {
  const { rows } = await sql<Found>`
    select old.organization_id, old.id
    from token old
    join organization on organization.id = old.organization_id
    where old.superseded_at is not null and old.revoked_at is null
      and (old.grace_ends_at <= ${at}
        or (greatest(old.last_used_at, old.superseded_at) + make_interval(secs => rotation_quiet) <= ${at}
          and exists (select from token next
            where next.organization_id = old.organization_id and next.predecessor_id = old.id
              and next.revoked_at is null and next.last_used_at is not null)))
    order by old.grace_ends_at
    limit ${limit}`.execute(across);
  return rows;
}

/** The organizations with audit rows that can be sealed at `at`. */
export async function organizationsToSeal(across: Db, at: Date): Promise<Id<'organization'>[]> {
  const rows = await across
    .selectFrom('audit_entry')
    .select('organization_id')
    .distinct()
    .where('sequence', 'is', null)
    .where(sql<boolean>`(open_until is null or open_until <= ${at})`)
    .execute();
  return rows.map((row) => row.organization_id);
}

/** Forgets what repeated requests before this time are answered with. */
export async function deleteReplays(across: Db, before: Date): Promise<void> {
  await across.deleteFrom('replay').where('created_at', '<', before).execute();
}
