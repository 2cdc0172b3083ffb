import type { z } from 'zod';
import { system } from '../core/actor.ts';
import { AppError } from '../core/errors.ts';
import { IDLE_MS, LOST_MS, readRefresh, type SessionClaims } from '../core/sessions.ts';
import { Secret } from '../core/secret.ts';
import { say } from '../core/text.ts';
import * as sessions from '../store/sessions.ts';
import { type Deps, execute } from './execute.ts';
import { FRESH_MS } from './people.ts';
import { type Opened, signBoth } from './session-tokens.ts';
import { sessionsRevoke } from './sessions-revoke.ts';
import { SIGN_IN } from './unidentified.ts';

/**
 * The next tokens of a session, for its last refresh token. The one before that brings the same ones for a minute, as
 * an answer can get lost; later, somebody else has it, and the session ends (RFC 9700 4.14.2).
 * @throws AppError invalid_session, expired_session or revoked_session.
 */
export async function refreshSession(
  presented: string,
  address: string | undefined,
  deps: Deps,
): Promise<z.output<typeof Opened>> {
  const { issuer, clock, database } = deps;
  const proven = await readRefresh(issuer, new Secret(presented));
  if (!proven) throw over('invalid_session', 'is not one of ours');
  if (proven.expiresAt <= clock.now()) throw over('expired_session', 'has ended');
  await lookAnew(proven, deps);
  await using transaction = database.begin(proven.organizationId, 'write');
  const { db } = transaction;
  const session = await sessions.lock(db, proven.sessionId);
  const at = clock.now();
  if (!session || session.revoked_at || session.is_deactivated || session.expires_at <= at)
    throw over('revoked_session', 'has ended');
  if (proven.generation === session.generation) {
    const expiresAt = new Date(at.getTime() + IDLE_MS);
    await sessions.refresh(db, session.id, { at, address: address ?? null, expiresAt });
    const generation = session.generation + 1;
    const next = await signBoth(deps, { ...session, generation, expires_at: expiresAt });
    await transaction.commit();
    return next;
  }
  const isLost = proven.generation === session.generation - 1;
  if (isLost && at.getTime() - session.refreshed_at.getTime() <= LOST_MS)
    return await signBoth(deps, session);
  await transaction[Symbol.asyncDispose]();
  await execute(sessionsRevoke, { id: session.id }, system(proven.organizationId, 'refresh'), deps, true);
  throw over('revoked_session', 'was refreshed by somebody else as well, so it has ended');
}

/**
 * A session goes on for weeks, in which its person may have left without a word. A workspace that is away says nothing,
 * and neither does a homeserver: whoever is in Matrix alone is what was noted when they last wrote.
 */
async function lookAnew(
  { organizationId, sessionId }: SessionClaims,
  { database, clock, directory, log }: Deps,
): Promise<void> {
  await using transaction = database.begin(organizationId, 'read');
  const session = await sessions.find(transaction.db, { organization: organizationId, id: sessionId });
  await transaction[Symbol.asyncDispose]();
  if (!session?.slack_user_id || clock.now().getTime() - session.checked_at.getTime() < FRESH_MS) return;
  await directory
    .look({ organization: organizationId, slackUserId: session.slack_user_id })
    .catch((error: unknown) => log.warn(`Who refreshes a session could not be looked up: ${String(error)}`));
}

const over = (error: 'invalid_session' | 'expired_session' | 'revoked_session', why: string): AppError =>
  new AppError(error, say`This session ${why}. Make another: ${SIGN_IN}.`);
