import { system } from '../core/actor.ts';
import type { Id } from '../core/ids.ts';
import type { Secret } from '../core/secret.ts';
import * as audit from '../store/audit.ts';
import type { Db } from '../store/database.ts';
import * as installations from '../store/slack-installations.ts';
import type { Deps } from './execute.ts';
import type { SlackInstallation } from './slack-installations.ts';

/** What Slack grants to whoever installs Botmint in a workspace. */
export interface SlackGrant {
  teamId: string;
  teamName: string;
  botId: string;
  botUserId: string;
  botToken: Secret;
  scopes: readonly string[];
  /** The user id there of who allowed it. */
  userId: string;
}

type Needs = Pick<Deps, 'database' | 'ids' | 'clock' | 'vault' | 'peers'>;

/**
 * Takes down that a workspace has Botmint installed, with its token sealed. It is the organization that it was before, if
 * it was; from when this resolves every process speaks there with this token.
 */
export async function installInSlack(grant: SlackGrant, deps: Needs): Promise<Id<'organization'>> {
  const { database, ids, clock, vault, peers } = deps;
  const at = clock.now();
  const { teamId, teamName } = grant;
  const { id } = await installations.organizationOf(database.across, {
    id: ids.make<'organization'>(),
    slackTeamId: teamId,
    name: teamName,
    at,
  });
  const key = { organization_id: id, team_id: teamId };
  await using transaction = database.begin(id, 'write');
  const { db } = transaction;
  await installations.put(db, {
    ...key,
    team_name: teamName,
    bot_id: grant.botId,
    bot_user_id: grant.botUserId,
    scopes: [...grant.scopes],
    sealed_bot_token: vault.seal(grant.botToken, installations.placeOf(key)),
    installed_by: grant.userId,
    installed_at: at,
  });
  await note(db, id, { command: 'slack install', target: teamId, note: `by ${grant.userId}` }, deps);
  const settled = await peers.announce(db, { organization: id });
  await transaction.commit();
  await settled();
  return id;
}

/**
 * Wipes the token of a workspace that has uninstalled Botmint. Its bots and their tokens stay: they are not Slack's. When
 * this resolves no process speaks there any more. Nothing happens where it was installed again meanwhile.
 */
export async function uninstallFromSlack(gone: SlackInstallation, deps: Needs): Promise<void> {
  const { database, clock, peers } = deps;
  const { organizationId: id, teamId, sealed } = gone;
  await using transaction = database.begin(id, 'write');
  const { db } = transaction;
  const key = { organization_id: id, sealed_bot_token: sealed };
  if (!(await installations.remove(db, key, clock.now()))) return;
  await note(db, id, { command: 'slack uninstall', target: teamId, note: null }, deps);
  const settled = await peers.announce(db, { organization: id });
  await transaction.commit();
  await settled();
}

/** In the audit log it is what Slack said, and nobody here. */
async function note(
  db: Db,
  organization: Id<'organization'>,
  entry: { command: string; target: string; note: string | null },
  { ids, clock }: Pick<Deps, 'ids' | 'clock'>,
): Promise<void> {
  const { kind, name, surface } = { ...system(organization, 'Slack'), surface: 'slack' };
  await audit.insert(db, {
    ...entry,
    organization_id: organization,
    id: ids.make<'audit_entry'>(),
    at: clock.now(),
    actor_kind: kind,
    actor_id: null,
    actor_name: name,
    surface,
    outcome: 'done',
    subject: null,
  });
}

/** The Slack workspace that an organization is; undefined where it is none. What it is once it stays. */
export async function slackTeamOf(
  organization: Id<'organization'>,
  { database }: Pick<Deps, 'database'>,
): Promise<string | undefined> {
  return installations.teamOf(database.across, organization);
}

/** Whether a state comes back for the first time. */
export async function spendState(
  hash: Buffer,
  expiresAt: Date,
  { database }: Pick<Deps, 'database'>,
): Promise<boolean> {
  return installations.spendState(database.across, hash, expiresAt);
}
