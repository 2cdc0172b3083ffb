import type { Role } from '../core/scopes.ts';
import { isTimeZone } from '../core/times.ts';
import * as across from '../store/across.ts';
import * as members from '../store/members.ts';
import type { Deps } from './execute.ts';

/** What was read from the workspace counts this long. */
export const FRESH_MS = 60_000;

/** A person as their Slack workspace describes them. */
export interface SlackProfile {
  userId: string;
  teamId: string;
  isStranger: boolean;
  name: string;
  timeZone: string | undefined;
  isOwner: boolean;
  isAdmin: boolean;
  isRestricted: boolean;
  isUltraRestricted: boolean;
  isDeleted: boolean;
}

export interface SlackTeam {
  teamId: string;
  teamName: string;
  /** Slack and Matrix user ids that are admins whatever the workspace says (BOTMINT_ADMINS). */
  admins: ReadonlySet<string>;
}

/**
 * Takes down what a workspace says of its own people, at first contact as later; strangers are left out. What somebody
 * lost by it is lost to their bots when this resolves.
 */
export async function noteSlackPeople(
  team: SlackTeam,
  people: readonly SlackProfile[],
  deps: Deps,
): Promise<members.Member[]> {
  const ours = people.filter((person) => person.teamId === team.teamId && !person.isStranger);
  if (ours.length === 0) return [];
  const at = deps.clock.now();
  const organization = await across.organizationOfSlackTeam(deps.database.across, {
    id: deps.ids.make(),
    slackTeamId: team.teamId,
    name: team.teamName,
    at,
  });
  await using transaction = deps.database.begin(organization.id, 'write');
  const noted: members.Member[] = [];
  const changed: members.Member[] = [];
  // In one order, so that two who write at once do not wait for each other.
  for (const person of ours.toSorted((one, other) => one.userId.localeCompare(other.userId))) {
    const before = await members.lockBySlackUser(transaction.db, person.userId);
    const after = await members.upsertFromSlack(transaction.db, deps.ids.make(), {
      organization: organization.id,
      slackUserId: person.userId,
      name: person.name,
      timeZone: person.timeZone !== undefined && isTimeZone(person.timeZone) ? person.timeZone : 'UTC',
      workspaceRole: isNamed(team.admins, person.userId, before?.matrix_user_id) ? 'admin' : roleOf(person),
      isDeactivated: person.isDeleted,
      at,
    });
    noted.push(after);
    if (before && !isAsBefore(before, after)) changed.push(after);
  }
  const lost = changed.map(({ id }) => id);
  const settled = lost.length > 0 ? await deps.peers.announce(transaction.db, { members: lost }) : undefined;
  await transaction.commit();
  await settled?.();
  return noted;
}

/** Whether one of the ids of somebody is an admin's. */
export const isNamed = (admins: ReadonlySet<string>, ...ids: (string | null | undefined)[]): boolean =>
  ids.some((id) => typeof id === 'string' && admins.has(id));

export const isAsBefore = (one: members.Member, other: members.Member): boolean =>
  one.name === other.name && one.role === other.role && one.is_deactivated === other.is_deactivated;

function roleOf(profile: SlackProfile): Role {
  if (profile.isRestricted || profile.isUltraRestricted) return 'guest';
  return profile.isOwner || profile.isAdmin ? 'admin' : 'member';
}
