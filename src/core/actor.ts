import type { Id } from './ids.ts';
import { type Role, type Scope, SCOPES } from './scopes.ts';

/** Where a request came in. */
export type Surface = 'slack' | 'matrix' | 'rest' | 'cli' | 'mcp' | 'job';

/** Where an answer is a message, which may not arrive. */
export const isChat = (surface: Surface): boolean => surface === 'slack' || surface === 'matrix';

interface Caller {
  organizationId: Id<'organization'>;
  /** What it may do now. */
  scopes: ReadonlySet<Scope>;
  surface: Surface;
  /** IANA name; times are told in it. */
  timeZone: string;
}

export interface MemberActor extends Caller {
  kind: 'member';
  id: Id<'member'>;
  name: string;
  role: Role;
  /** That they are signed in with; undefined in a chat. */
  sessionId?: Id<'session'>;
  /** In Matrix: nobody else reads what is answered, as was seen just now. */
  isAlone?: boolean;
}

export interface BotActor extends Caller {
  kind: 'bot';
  id: Id<'bot'>;
  username: string;
  displayName: string;
  ownerName: string;
  tier: Tier;
  isVerified: boolean;
  /** `@bot_steve:example.org`; null where there is no homeserver. */
  matrixUserId: string | null;
  /** Where its webhook is that has no other name. */
  webhookUrl: string | null;
  tokenId: Id<'token'>;
  expiresAt: Date;
  /** Where its token may be used from; empty: anywhere. */
  networks: readonly string[];
}

/**
 * Botmint itself, in a job: it may do everything, for nobody in particular. Or, on any other surface, the operator: who
 * runs it may do what an admin may, but for what is done as somebody.
 */
export interface SystemActor extends Caller {
  kind: 'system';
  /** What does it, as the audit log names it: "rotation", "leak report", "operator". */
  name: string;
}

/** Who is calling, with what they may do now. */
export type Actor = MemberActor | BotActor | SystemActor;

/** Botmint itself in one organization. */
export function system(organizationId: Id<'organization'>, name: string): SystemActor {
  return {
    kind: 'system',
    organizationId,
    name,
    scopes: new Set(SCOPES),
    surface: 'job',
    timeZone: 'UTC',
  };
}

/** Who runs Botmint, in one organization. */
export const operator = (organizationId: Id<'organization'>, surface: Surface): SystemActor => ({
  ...system(organizationId, 'operator'),
  surface,
});

export const isOperator = (actor: Actor): boolean => actor.kind === 'system' && actor.surface !== 'job';

export const nameOf = (actor: Actor): string => (actor.kind === 'bot' ? actor.username : actor.name);

/**
 * What a model reads may be read by others: it is in its provider's hands, and may be said to anybody. In Matrix nothing
 * is shown to one person of a room alone.
 */
export const maySeeSecrets = (actor: Actor): boolean =>
  actor.surface !== 'mcp' &&
  (actor.surface !== 'matrix' || (actor.kind === 'member' && actor.isAlone === true));

export type Tier = 'free' | 'pro' | 'enterprise';

/** Requests that a bot of each tier may make in any one second; null is no limit (AgentFlow). */
export const REQUESTS_PER_SECOND: Record<Tier, number | null> = { free: 30, pro: 200, enterprise: null };
