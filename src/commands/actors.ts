import {
  type Actor,
  type BotActor,
  type MemberActor,
  operator,
  type Surface,
  type SystemActor,
} from '../core/actor.ts';
import { addressOf } from '../core/addresses.ts';
import { AppError } from '../core/errors.ts';
import { userIdOf } from '../core/matrix.ts';
import { say } from '../core/text.ts';
import { scopesOf } from '../core/scopes.ts';
import { Secret } from '../core/secret.ts';
import { looksLikeSession, readAccess } from '../core/sessions.ts';
import { formatOf, isSame, keyOf, looksLikeControl } from '../core/tokens.ts';
import * as across from '../store/across.ts';
import * as members from '../store/members.ts';
import * as sessions from '../store/sessions.ts';
import type { Command } from './declare.ts';
import type { Deps } from './execute.ts';
import { type MatrixPerson, memberOfMatrixUser } from './matrix-people.ts';
import { FRESH_MS, noteSlackPeople, type SlackProfile, type SlackTeam } from './people.ts';
import { takeDown } from './incident.ts';
import { flawOf, isIncident, judge, usedUp } from './judge.ts';
import { isOurs } from './presented.ts';
import {
  expiredSession,
  invalidSession,
  missingToken,
  nobody,
  noOneOrganization,
  revokedSession,
  unknownToken,
  wrongShape,
} from './unidentified.ts';
import { type Kept, keptOf } from './verified.ts';

/** Where a token was presented. */
interface From {
  surface: Surface;
  /** Of the caller, as it came; undefined when there is none. */
  address?: string | undefined;
}

/** What a request says who it comes from: a bot's token, a bearer of any kind, a session. The first of them counts. */
export interface Presented {
  token?: string | undefined;
  bearer?: string | undefined;
  session?: string | undefined;
}

interface Asking extends From {
  /** Who may ask it at all: where only people may, what is missing is a session. */
  by?: Command['by'];
}

/**
 * Who this is, with what they may do now.
 * @throws AppError as `ofToken` for bots; for people: absent, malformed, expired, revoked, in this order.
 */
export async function ofPresented(presented: Presented, from: Asking, deps: Deps): Promise<Actor> {
  const { token, bearer, session } = presented;
  if (token !== undefined) return ofToken(token, from, deps);
  if (bearer === undefined && session !== undefined) return ofSession(session, from, deps);
  if (bearer === undefined && from.by === 'member') throw nobody();
  if (bearer === undefined || bearer === '') throw missingToken();
  // What opens to a model's client would stand in that client's settings.
  if (looksLikeControl(bearer) && from.surface === 'mcp') throw nobody();
  if (looksLikeControl(bearer) && isSame(new Secret(bearer), deps.control)) return ofOperator(from, deps);
  if (looksLikeSession(bearer) || (from.by === 'member' && !formatOf(bearer)))
    return ofSession(bearer, from, deps);
  return ofToken(bearer, from, deps);
}

async function ofSession(presented: string, { surface }: From, deps: Deps): Promise<MemberActor> {
  const proven = await readAccess(deps.issuer, new Secret(presented));
  if (!proven) throw invalidSession();
  const { organizationId, sessionId } = proven;
  if (proven.expiresAt <= deps.clock.now()) throw expiredSession();
  // Asked for at each request, so that what became of the session and of its member counts at once.
  const session = await sessions.find(deps.database.across, { organization: organizationId, id: sessionId });
  if (!session || session.revoked_at || session.is_deactivated) throw revokedSession();
  const { member_id: id, name, role, time_zone: timeZone } = session;
  return {
    kind: 'member',
    organizationId,
    id,
    name,
    role,
    scopes: scopesOf(role),
    surface,
    timeZone,
    sessionId,
  };
}

/** Who can read `server.json` runs Botmint. */
async function ofOperator({ surface }: From, deps: Deps): Promise<SystemActor> {
  // An agent asks as a bot or as a person, and is never all that its machine's owner is.
  if (surface === 'mcp') throw nobody();
  const [organization, other] = await across.listOrganizations(deps.database.across);
  if (!organization || other) throw noOneOrganization(!organization);
  return operator(organization.id, surface);
}

/**
 * Whose token this is, with what it may do now. One that was seen lately asks no store.
 * @throws AppError: absent, wrong shape, unknown, expired, revoked, frozen, wrong address, in this order.
 */
export async function ofToken(presented: string | undefined, from: From, deps: Deps): Promise<BotActor> {
  if (presented === undefined || presented === '') throw missingToken();
  const format = formatOf(presented);
  if (!format) throw wrongShape();
  const token = new Secret(presented);
  const key = keyOf(token);
  const warm = deps.verified.find(key);
  const kept = warm ?? ((await isOurs(token, format, deps.issuer)) ? await lookUp(key, deps) : undefined);
  if (!kept) throw unknownToken();
  const { row } = kept;
  const now = deps.clock.now();
  const address = addressOf(from.address ?? '');
  if (isIncident(row, now)) await takeDown(row, address, deps);
  judge(kept, address, now);
  if (row.use_limit !== null && !(await across.takeUse(deps.database.across, row))) throw usedUp();
  const actor = admit(kept, { at: now, address, surface: from.surface }, deps);
  // That it was used at all is not left for later: what was never used can be replaced behind its holder's back.
  if (!warm && !row.last_used_at) void deps.lastUsed.write();
  return actor;
}

/**
 * As `ofPresented`, at once: the bot whose token has this key, where that was seen lately and stands. Undefined for whoever
 * has to be asked of a store, or refused: that is for `ofPresented`. What has been kept was a bot's token.
 */
export function warmActor(key: string, from: From, deps: Deps): BotActor | undefined {
  const kept = deps.verified.find(key);
  if (!kept) return undefined;
  const now = deps.clock.now();
  const address = addressOf(from.address ?? '');
  if (isIncident(kept.row, now) || flawOf(kept, address, now)) return undefined;
  return admit(kept, { at: now, address, surface: from.surface }, deps);
}

/** Takes down that it was used, and says who that is. */
function admit(
  kept: Kept,
  use: { at: Date; address: string | undefined; surface: Surface },
  deps: Deps,
): BotActor {
  deps.lastUsed.note(kept.row, use);
  return (kept.actors[use.surface] ??= Object.freeze(actorOf(kept, use.surface)));
}

/** Whoever looks up while something becomes stale may see what was, so that is used once and not kept. */
async function lookUp(key: string, deps: Deps): Promise<Kept | undefined> {
  const { generation } = deps.verified;
  const row = await deps.lookups.find(key);
  if (!row) return undefined;
  const kept = keptOf(row);
  // What is used up has to be asked for at each use.
  if (row.use_limit === null) deps.verified.keep(key, kept, generation);
  return kept;
}

function actorOf({ row, scopes }: Kept, surface: Surface): BotActor {
  return {
    kind: 'bot',
    organizationId: row.organization_id,
    id: row.bot_id,
    username: row.username,
    displayName: row.display_name,
    ownerName: row.owner_name,
    tier: row.tier,
    isVerified: row.is_verified,
    matrixUserId: userIdOf(row.username, row.matrix_server),
    webhookUrl: row.webhook_url,
    tokenId: row.id,
    expiresAt: row.expires_at,
    networks: row.networks,
    scopes,
    surface,
    timeZone: 'UTC',
  };
}

/** Who pressed, typed or sent in a Slack workspace. */
export interface SlackPerson {
  team: SlackTeam;
  userId: string;
  /** Asked at first contact, and when what we know is old. */
  profile(): Promise<SlackProfile>;
  /** Ask now, whatever we know: what follows cannot be taken back. */
  fresh: boolean;
}

/**
 * Who this Slack user is here, with what they may do now.
 * @throws AppError forbidden for people of another workspace and for deactivated ones.
 */
export async function ofSlackUser(person: SlackPerson, deps: Deps): Promise<MemberActor> {
  const known = person.fresh ? undefined : await knownMember(person, deps);
  const member = known ?? (await readMember(person, deps));
  return asMember(member, 'slack');
}

/** As `ofSlackUser`, for a user of a homeserver. @throws Error for a user of ours as well. */
export async function ofMatrixUser(
  // `isAlone`: nobody but they read what is answered, as was asked just now.
  { isAlone, ...person }: MatrixPerson & { isAlone: boolean },
  deps: Deps,
): Promise<MemberActor> {
  return { ...asMember(await memberOfMatrixUser(person, deps), 'matrix'), isAlone };
}

function asMember(member: members.Member, surface: 'slack' | 'matrix'): MemberActor {
  if (member.is_deactivated) {
    throw new AppError(
      'forbidden',
      say`Your account in this workspace is deactivated, so there is nothing you can do here.`,
    );
  }
  const { organization_id: organizationId, id, name, role, time_zone: timeZone } = member;
  return { kind: 'member', organizationId, id, name, role, scopes: scopesOf(role), surface, timeZone };
}

async function knownMember(person: SlackPerson, deps: Deps): Promise<members.Member | undefined> {
  const organization = await across.findOrganizationBySlackTeam(deps.database.across, person.team.teamId);
  if (!organization) return undefined;
  await using transaction = deps.database.begin(organization.id, 'read');
  const member = await members.findBySlackUser(transaction.db, person.userId);
  const age = deps.clock.now().getTime() - (member?.checked_at.getTime() ?? 0);
  return age < FRESH_MS ? member : undefined;
}

async function readMember(person: SlackPerson, deps: Deps): Promise<members.Member> {
  const [member] = await noteSlackPeople(person.team, [await person.profile()], deps);
  if (!member) throw stranger();
  return member;
}

/** What somebody of another workspace is told. */
export function stranger(): AppError {
  return new AppError(
    'forbidden',
    say`You are from another workspace, and Botmint acts only for the people of this one.`,
  );
}
