import { decodeProtectedHeader } from 'jose';
import { z } from 'zod';
import type { Id } from './ids.ts';
import type { Issuer } from './jwt.ts';
import type { Kind } from './jwt-keys.ts';
import type { Secret } from './secret.ts';
import { formatOf } from './tokens.ts';

/** How long what proves a session is good for; then it is refreshed. */
export const ACCESS_MS = 15 * 60_000;

/** How long a session goes on that nobody refreshes. */
export const IDLE_MS = 30 * 86_400_000;

/** How long the refresh token before the last is answered as the last: an answer can get lost on its way. */
export const LOST_MS = 60_000;

const ACCESS = 'session+jwt' satisfies Kind;
const REFRESH = 'refresh+jwt' satisfies Kind;

/** Whose session it is. */
export interface SessionClaims {
  organizationId: Id<'organization'>;
  memberId: Id<'member'>;
  sessionId: Id<'session'>;
}

const Access = z
  .object({
    org: z.custom<Id<'organization'>>(isUuid),
    sub: z.custom<Id<'member'>>(isUuid),
    sid: z.custom<Id<'session'>>(isUuid),
    exp: z.int(),
  })
  .transform(({ org, sub, sid, exp }) => ({
    organizationId: org,
    memberId: sub,
    sessionId: sid,
    expiresAt: new Date(exp * 1000),
  }));

const Generation = z.object({ gen: z.int() });

/** What proves a session on each request. */
export async function signAccess(issuer: Issuer, session: SessionClaims, at: Date): Promise<Secret> {
  return issuer.state(ACCESS, claimsOf(session), at, new Date(at.getTime() + ACCESS_MS));
}

/** What brings the next of both, once: the last generation alone does. */
export async function signRefresh(
  issuer: Issuer,
  session: SessionClaims,
  generation: number,
  { at, until }: { at: Date; until: Date },
): Promise<Secret> {
  return issuer.state(REFRESH, { ...claimsOf(session), gen: generation }, at, until);
}

const claimsOf = ({ organizationId, memberId, sessionId }: SessionClaims) => ({
  org: organizationId,
  sub: memberId,
  sid: sessionId,
});

/** Whose session this proves, and until when; undefined for what we did not sign as that. */
export async function readAccess(issuer: Issuer, text: Secret) {
  return Access.safeParse(await issuer.stated(ACCESS, text)).data;
}

/** Whose session this refreshes, and which of its refresh tokens it is; undefined for what we did not sign as that. */
export async function readRefresh(issuer: Issuer, text: Secret) {
  const claims = await issuer.stated(REFRESH, text);
  const [session, generation] = [Access.safeParse(claims).data, Generation.safeParse(claims).data];
  return session && generation && { ...session, generation: generation.gen };
}

/** Whether this says of itself that it is of a session. It may not be true. */
export function looksLikeSession(text: string): boolean {
  if (formatOf(text) !== 'jwt') return false;
  try {
    return decodeProtectedHeader(text).typ === ACCESS;
  } catch {
    // A header that cannot be read says nothing.
    return false;
  }
}

function isUuid(value: unknown): boolean {
  return z.guid().safeParse(value).success;
}
