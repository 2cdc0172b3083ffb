import type { Insertable, Selectable } from 'kysely';
import type { Id } from '../core/ids.ts';
import type { Organization } from './across.ts';
import type { Db } from './database.ts';
import type { Tables } from './tables.ts';

type Row = Selectable<Tables['slack_installation']>;

/** A workspace that has Botmint installed now. */
export type SlackInstallation = Omit<Row, 'sealed_bot_token' | 'removed_at'> & { sealed_bot_token: string };

/** Where its token stands, as it is sealed for. */
export const placeOf = ({ organization_id, team_id }: Pick<Row, 'organization_id' | 'team_id'>): string =>
  `${organization_id}|slack_installation|${team_id}|sealed_bot_token`;

/**
 * The organization that a workspace is, made when it first installs Botmint. Unlike one whose token the operator has
 * set, it never becomes one with a homeserver that was here before: whoever finds the address may install it.
 */
export async function organizationOf(
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

/** Keeps an installation in the place of the one before, if there was one. */
export async function put(
  db: Db,
  installation: Omit<Insertable<Tables['slack_installation']>, 'removed_at'>,
): Promise<void> {
  const { organization_id: _organization, team_id: _team, ...now } = installation;
  await db
    .insertInto('slack_installation')
    .values({ ...installation, removed_at: null })
    .onConflict((conflict) => conflict.column('organization_id').doUpdateSet({ ...now, removed_at: null }))
    .execute();
}

const living = (across: Db) =>
  across
    .selectFrom('slack_installation')
    .selectAll()
    .where('sealed_bot_token', 'is not', null)
    .$narrowType<{ sealed_bot_token: string }>();

export async function findByTeam(across: Db, teamId: string): Promise<SlackInstallation | undefined> {
  return living(across).where('team_id', '=', teamId).executeTakeFirst();
}

export async function findByOrganization(
  across: Db,
  organization: Id<'organization'>,
): Promise<SlackInstallation | undefined> {
  return living(across).where('organization_id', '=', organization).executeTakeFirst();
}

/** The workspaces that have Botmint installed now. */
export async function listTeams(across: Db): Promise<string[]> {
  const found = await living(across).clearSelect().select('team_id').orderBy('installed_at').execute();
  return found.map(({ team_id: teamId }) => teamId);
}

/**
 * Wipes the token of a workspace that is the one which was sealed so: not of one that was installed again meanwhile.
 * False: there was none.
 */
export async function remove(
  db: Db,
  { organization_id, sealed_bot_token }: Pick<SlackInstallation, 'organization_id' | 'sealed_bot_token'>,
  at: Date,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('slack_installation')
    .set({ sealed_bot_token: null, removed_at: at })
    .where('organization_id', '=', organization_id)
    .where('sealed_bot_token', '=', sealed_bot_token)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Takes down that a state came back. False: it had before. */
export async function spendState(across: Db, hash: Buffer, expiresAt: Date): Promise<boolean> {
  const { numInsertedOrUpdatedRows = 0n } = await across
    .insertInto('slack_state')
    .values({ hash, expires_at: expiresAt })
    .onConflict((conflict) => conflict.column('hash').doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows > 0n;
}

/** Forgets states that nobody can come back with any more. */
export async function forgetStates(across: Db, before: Date): Promise<void> {
  await across.deleteFrom('slack_state').where('expires_at', '<', before).execute();
}

/** The workspace that an organization is; undefined where it is none. */
export async function teamOf(across: Db, organization: Id<'organization'>): Promise<string | undefined> {
  const found = await across
    .selectFrom('organization')
    .select('slack_team_id')
    .where('id', '=', organization)
    .executeTakeFirst();
  return found?.slack_team_id ?? undefined;
}
