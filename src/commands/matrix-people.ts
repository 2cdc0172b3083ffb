import type { Id } from '../core/ids.ts';
import { isOurs, localpartIn, serverOf } from '../core/matrix.ts';
import type { Role } from '../core/scopes.ts';
import * as members from '../store/members.ts';
import type { Deps } from './execute.ts';
import { knownMember } from './matrix-hearing.ts';
import { organizationOfHomeserver } from './matrix-organization.ts';
import { FRESH_MS, isAsBefore, isNamed } from './people.ts';

/** Who typed, reacted or was invited on a homeserver. */
export interface MatrixPerson {
  /** Of our homeserver. */
  serverName: string;
  /** `@alice:example.org`, as the homeserver says. */
  userId: string;
  /** Slack and Matrix user ids that are admins whatever else is said of them (BOTMINT_ADMINS). */
  admins: ReadonlySet<string>;
  /** Ask now, whatever we know: what follows cannot be taken back. */
  fresh: boolean;
}

/**
 * The member that this Matrix user is, made at first contact: of our own server a member, of another a guest. Whoever
 * is known in Slack as well is what their workspace says. Power in a room says nothing.
 */
export async function memberOfMatrixUser(person: MatrixPerson, deps: Deps): Promise<members.Member> {
  const { homeserver } = deps;
  if (homeserver && isOurs(person.userId, homeserver)) throw new Error('a user of ours is no person');
  const organization = await organizationOfHomeserver(person.serverName, deps);
  const known = await knownMember(deps, { organization, userId: person.userId });
  const age = deps.clock.now().getTime() - (known?.checked_at.getTime() ?? 0);
  if (known && age < FRESH_MS && !person.fresh) return known;
  if (!known || known.slack_user_id === null) return note(organization, person, deps);
  const inSlack = { organization, slackUserId: known.slack_user_id };
  await deps.directory.look(inSlack).catch((error: unknown) =>
    // A workspace that is away says nothing: what it said last counts.
    deps.log.warn(`Who asks in Matrix could not be looked up in Slack: ${String(error)}`),
  );
  return (await knownMember(deps, { organization, userId: person.userId })) ?? known;
}

/** Has who is known in Matrix alone be what they would be found to be now: BOTMINT_ADMINS may have changed meanwhile. */
export async function judgeMatrixPeople(
  organization: Id<'organization'>,
  { serverName, admins }: Pick<MatrixPerson, 'serverName' | 'admins'>,
  deps: Deps,
): Promise<void> {
  await using transaction = deps.database.begin(organization, 'read');
  const known = await members.listInMatrixAlone(transaction.db);
  await transaction[Symbol.asyncDispose]();
  for (const { matrix_user_id: userId, workspace_role: role } of known)
    if (role !== roleOf({ userId, serverName, admins }))
      await note(organization, { userId, serverName, admins, fresh: true }, deps);
}

/** Of our own server a member, of another a guest. */
function roleOf({ userId, serverName, admins }: Omit<MatrixPerson, 'fresh'>): Role {
  if (isNamed(admins, userId)) return 'admin';
  return serverOf(userId) === serverName ? 'member' : 'guest';
}

async function note(
  organization: Id<'organization'>,
  { userId, serverName, admins }: MatrixPerson,
  { database, ids, clock, peers }: Deps,
): Promise<members.Member> {
  const isLocal = serverOf(userId) === serverName;
  await using transaction = database.begin(organization, 'write');
  const { db } = transaction;
  const before = await members.findByMatrixUser(db, userId);
  const after = await members.upsertFromMatrix(db, ids.make(), {
    organization,
    matrixUserId: userId,
    name: isLocal ? await nameOf(userId, db) : userId.slice(1),
    role: roleOf({ userId, serverName, admins }),
    at: clock.now(),
  });
  const hasChanged = before && !isAsBefore(before, after);
  const settled = hasChanged ? await peers.announce(db, { members: [after.id] }) : undefined;
  await transaction.commit();
  await settled?.();
  return after;
}

/** As they are called on their server, or in full where somebody else is called so here. */
async function nameOf(userId: string, db: Parameters<typeof members.findByName>[0]): Promise<string> {
  const short = localpartIn(userId);
  const namesakes = await members.findByName(db, short.toLowerCase());
  return namesakes.some((each) => each.matrix_user_id !== userId) ? userId.slice(1) : short;
}
