import { type WebClient, WebAPIPlatformError, WebAPIRateLimitedError } from '@slack/web-api';
import * as actors from '../../commands/actors.ts';
import type { SlackProfile } from '../../commands/people.ts';
import type { Command } from '../../commands/declare.ts';
import type { Deps } from '../../commands/execute.ts';
import type { MemberActor } from '../../core/actor.ts';
import { AppError } from '../../core/errors.ts';
import { counted, say } from '../../core/text.ts';
import type { Homes } from './home.ts';
import type { Workspace, Workspaces } from './workspaces.ts';

/** Who pressed, typed or sent, as Slack names them. */
export interface Caller {
  teamId: string;
  userId: string;
}

/** Turns the people of one workspace into actors. */
export interface People extends Workspace {
  deps: Deps;
  homes: Homes;
}

/** Everybody who uses Botmint in Slack. */
export interface Everybody {
  deps: Deps;
  /**
   * Those of the workspace in which something happened.
   * @throws AppError where Botmint is not installed
   */
  of(context: { teamId?: string | undefined }): Promise<People>;
}

export function everybodyIn(workspaces: Workspaces, deps: Deps, homes: Homes): Everybody {
  return {
    deps,
    of: async ({ teamId }) => {
      const workspace = teamId === undefined ? undefined : await workspaces.ofTeam(teamId);
      if (workspace) return { ...workspace, deps, homes };
      throw workspaces.notHere();
    },
  };
}

/** Who this is, with what they may do. Their role is read anew before something that cannot be taken back. */
export async function actorOf(caller: Caller, command: Command, people: People): Promise<MemberActor> {
  // In a channel that is shared between two workspaces, Slack may name the other one, which may be known here as well.
  if (caller.teamId !== people.teamId) throw actors.stranger();
  return actors.ofSlackUser(
    {
      team: people,
      userId: caller.userId,
      fresh: command.effect === 'destroy',
      profile: () => readProfile(caller, people.client),
    },
    people.deps,
  );
}

/** Who sent an interaction. Their own team is looked up; the workspace is the one it happened in. */
export function callerOf(body: { team: { id: string } | null; user: { id: string } }): Caller {
  if (!body.team) throw new Error('an interaction without a workspace');
  return { teamId: body.team.id, userId: body.user.id };
}

export async function readProfile(
  { userId }: Pick<Caller, 'userId'>,
  client: WebClient,
): Promise<SlackProfile> {
  const { user } = await client.users.info({ user: userId }).catch(unknownPerson);
  if (!user) throw new Error('users.info answered without a user');
  return personOf(user);
}

/** A user object as the Web API and events have it: what is left out of it is not so. */
interface SlackUser {
  id?: string | undefined;
  team_id?: string | undefined;
  name?: string | undefined;
  tz?: string | undefined;
  is_stranger?: boolean | undefined;
  is_owner?: boolean | undefined;
  is_admin?: boolean | undefined;
  is_restricted?: boolean | undefined;
  is_ultra_restricted?: boolean | undefined;
  deleted?: boolean | undefined;
}

export function personOf(user: SlackUser): SlackProfile {
  return {
    userId: user.id ?? '',
    teamId: user.team_id ?? '',
    isStranger: user.is_stranger === true,
    name: user.name ?? user.id ?? '',
    timeZone: user.tz,
    isOwner: user.is_owner === true,
    isAdmin: user.is_admin === true,
    isRestricted: user.is_restricted === true,
    isUltraRestricted: user.is_ultra_restricted === true,
    isDeleted: user.deleted === true,
  };
}

/** Somebody of whom the workspace says nothing: of another one, or gone for good. Or it says nothing at all just now. */
function unknownPerson(error: unknown): never {
  if (error instanceof WebAPIRateLimitedError) throw askedTooOften(error);
  const isUnknown = error instanceof WebAPIPlatformError && error.data.error === 'user_not_found';
  if (!isUnknown) throw error;
  throw new AppError(
    'forbidden',
    say`This workspace does not know you, so there is nothing you can do here.`,
  );
}

/** What somebody who waits is told where Slack takes no more for a while. */
export function askedTooOften({ retryAfter }: WebAPIRateLimitedError): AppError {
  const wait = counted(retryAfter, 'second');
  return new AppError('rate_limited', say`Slack takes no more from Botmint just now. Try again in ${wait}.`, {
    retryAfter,
  });
}
