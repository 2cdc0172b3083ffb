import * as actors from '../../commands/actors.ts';
import type { Listed } from '../../commands/catalogue.ts';
import type { Deps } from '../../commands/execute.ts';
import { findDirect } from '../../commands/matrix-directs.ts';
import { knownMember } from '../../commands/matrix-hearing.ts';
import type { MemberActor } from '../../core/actor.ts';
import type { Id } from '../../core/ids.ts';
import { type Homeserver, serverOf } from '../../core/matrix.ts';
import type { Directs } from './direct.ts';
import type { Place } from './place.ts';

/** What the command bot stands on. */
export interface CommandBot {
  deps: Deps;
  homeserver: Homeserver;
  directs: Directs;
  /** Who is an admin whatever else is said of them (BOTMINT_ADMINS). */
  admins: ReadonlySet<string>;
  /** Of all commands. */
  catalogue: readonly Listed[];
}

/** Something that a person said or pressed. */
export interface Heard {
  organization: Id<'organization'>;
  userId: string;
  /** The event: what is done under it is done once. */
  eventId: string;
  /** When they did. */
  at: Date;
  place: Place;
}

/** A person who is answered. */
export interface Asker {
  actor: MemberActor;
  heard: Heard;
  bot: CommandBot;
}

/** Who this is. `fresh`: as they are now, whatever we know. */
export async function actorOf(
  { userId }: Heard,
  { homeserver: { serverName }, admins, deps }: CommandBot,
  { fresh = false, isAlone = false } = {},
): Promise<MemberActor> {
  return actors.ofMatrixUser({ serverName, userId, admins, fresh, isAlone }, deps);
}

/**
 * Whether nobody but the one who is heard reads what is answered, as was asked just now: in their direct room alone, for
 * into any other somebody may be let who reads what was said before.
 */
export async function isInPrivate(
  { organization, userId, place: { room } }: Heard,
  { deps, directs }: CommandBot,
): Promise<boolean> {
  const member = await knownMember(deps, { organization, userId });
  const direct = member && (await findDirect(deps, { organization, member: member.id }));
  if (direct?.room !== room) return false;
  return directs.isAlone(room, userId);
}

/** Whether their own server is another one, which keeps what they are shown, also when ours takes it away. */
export const isFromElsewhere = ({ userId }: Heard, { homeserver }: CommandBot): boolean =>
  serverOf(userId) !== homeserver.serverName;

/** What came longer ago was sent to somebody who was not there. */
const LATE_MS = 5 * 60_000;

export const isLate = ({ at }: Heard, { deps }: CommandBot): boolean =>
  deps.clock.now().getTime() - at.getTime() > LATE_MS;
