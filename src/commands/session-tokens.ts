import { z } from 'zod';
import type { Id } from '../core/ids.ts';
import { ACCESS_MS, signAccess, signRefresh } from '../core/sessions.ts';
import type { Session } from '../store/sessions.ts';
import { OnceOnly } from './declare.ts';
import type { Deps } from './execute.ts';

/** A session with what proves it and what brings the next of both. */
export const Opened = z.object({
  access_token: OnceOnly,
  /** Of the access token. */
  access_expires_at: z.date(),
  refresh_token: OnceOnly,
  session_id: z.custom<Id<'session'>>((id) => typeof id === 'string'),
  /** Of the session, unless it is refreshed before. */
  expires_at: z.date(),
  name: z.string(),
  role: z.enum(['admin', 'member', 'guest']),
});

type Signed = Pick<
  Session,
  'organization_id' | 'id' | 'member_id' | 'generation' | 'expires_at' | 'name' | 'role'
>;

/** What a person gets of a session: both of its tokens, of this generation. */
export async function signBoth(
  { issuer, clock }: Pick<Deps, 'issuer' | 'clock'>,
  session: Signed,
): Promise<z.output<typeof Opened>> {
  const { organization_id: organizationId, member_id: memberId, id, expires_at, name, role } = session;
  const at = clock.now();
  const claims = { organizationId, memberId, sessionId: id };
  return {
    access_token: await signAccess(issuer, claims, at),
    access_expires_at: new Date(at.getTime() + ACCESS_MS),
    refresh_token: await signRefresh(issuer, claims, session.generation, { at, until: expires_at }),
    session_id: id,
    expires_at,
    name,
    role,
  };
}
