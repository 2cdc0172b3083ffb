import type { Tier } from '../core/actor.ts';
import type { Id } from '../core/ids.ts';
import type { Role, Scope } from '../core/scopes.ts';
import type { Db } from './database.ts';

export interface Organization {
  id: Id<'organization'>;
  name: string;
}

/** The organization that a Slack workspace is, made at first contact. Two at once make one. */
export async function organizationOfSlackTeam(
  across: Db,
  team: { id: Id<'organization'>; slackTeamId: string; name: string; at: Date },
): Promise<Organization> {
  return across
    .insertInto('organization')
    .values({ id: team.id, slack_team_id: team.slackTeamId, name: team.name, created_at: team.at })
    .onConflict((conflict) => conflict.column('slack_team_id').doUpdateSet({ name: team.name }))
    .returning(['id', 'name'])
    .executeTakeFirstOrThrow();
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

/** A presented token, whose it is and what its owner is now. */
export interface PresentedToken {
  organization_id: Id<'organization'>;
  id: Id<'token'>;
  scopes: Scope[];
  expires_at: Date;
  revoked_at: Date | null;
  bot_id: Id<'bot'>;
  username: string;
  display_name: string;
  tier: Tier;
  is_verified: boolean;
  owner_name: string;
  owner_role: Role;
  owner_is_deactivated: boolean;
  networks: string[];
}

/**
 * The token with this hash, in whichever organization. One look-up by the unique index on the hash; whoever holds a
 * token does not say which organization it is of, so this cannot be asked within one.
 */
export async function tokenByHash(across: Db, hash: Buffer): Promise<PresentedToken | undefined> {
  return across
    .selectFrom('token')
    .innerJoin('bot', (join) =>
      join.onRef('bot.organization_id', '=', 'token.organization_id').onRef('bot.id', '=', 'token.bot_id'),
    )
    .innerJoin('member as owner', (join) =>
      join.onRef('owner.organization_id', '=', 'bot.organization_id').onRef('owner.id', '=', 'bot.owner_id'),
    )
    .select([
      'token.organization_id',
      'token.id',
      'token.scopes',
      'token.expires_at',
      'token.revoked_at',
      'token.networks',
      'bot.id as bot_id',
      'bot.username',
      'bot.display_name',
      'bot.tier',
      'bot.is_verified',
      'owner.name as owner_name',
      'owner.role as owner_role',
      'owner.is_deactivated as owner_is_deactivated',
    ])
    .where('token.hash', '=', hash)
    .executeTakeFirst();
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

/** Forgets what repeated requests before this time are answered with. */
export async function deleteReplays(across: Db, before: Date): Promise<void> {
  await across.deleteFrom('replay').where('created_at', '<', before).execute();
}
