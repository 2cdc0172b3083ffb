import type { Id } from './ids.ts';
import type { Role, Scope } from './scopes.ts';

/** Where a request came in. */
export type Surface = 'slack' | 'rest';

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
}

export interface BotActor extends Caller {
  kind: 'bot';
  id: Id<'bot'>;
  username: string;
  displayName: string;
  ownerName: string;
  tier: Tier;
  isVerified: boolean;
  tokenId: Id<'token'>;
  expiresAt: Date;
}

/** Who is calling, with what they may do now. */
export type Actor = MemberActor | BotActor;

export type Tier = 'free' | 'pro' | 'enterprise';

/** Requests that a bot of each tier may make in any one second; null is no limit (AgentFlow). */
export const REQUESTS_PER_SECOND: Record<Tier, number | null> = { free: 30, pro: 200, enterprise: null };
