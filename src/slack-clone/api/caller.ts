import { createHash } from 'node:crypto';
import { SlackError } from './error.ts';
import type { Workspace } from '../workspace.ts';

/** Who is calling, as the token says. */
export interface Caller {
  /** `app` is an app-level token's, `config` one's that makes and changes apps. */
  kind: 'bot' | 'user' | 'app' | 'config';
  userId: string;
  userName: string;
  /** A bot user's; a person has none. */
  botId: string | null;
  /** The app that the token belongs to; null for a person's own client. */
  appId: string | null;
  scopes: string[];
  /** An owner or an admin. */
  isAdmin: boolean;
  /** Knows of the channels alone that they are in. */
  isGuest: boolean;
  tokenHash: Buffer;
  /** Null: it does not end by itself. */
  expiresAt: Date | null;
}

/** What the database keeps of a secret. Each is random, so nothing slower than SHA-256 is called for. */
export function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** Which of a person's windows is calling: each signs in for itself, so its token tells it from the others. */
export function windowOf({ tokenHash }: { tokenHash: Buffer }): string {
  return tokenHash.toString('hex');
}

/** @throws not_authed, invalid_auth, token_revoked, token_expired or account_inactive */
export async function identify(workspace: Workspace, token: string | undefined): Promise<Caller> {
  if (token === undefined || token === '') throw new SlackError('not_authed');
  const tokenHash = hashOf(token);
  const bearer = await workspace.callers.find(workspace.db, tokenHash);
  if (!bearer) throw new SlackError('invalid_auth');
  if (bearer.revoked_at) throw new SlackError('token_revoked');
  if (bearer.expires_at && bearer.expires_at <= workspace.clock.now()) throw new SlackError('token_expired');
  if (bearer.deleted && bearer.kind !== 'app') throw new SlackError('account_inactive');
  return {
    kind: bearer.kind,
    userId: bearer.member_id,
    userName: bearer.name,
    botId: bearer.bot_id,
    appId: bearer.app_id,
    scopes: bearer.scopes,
    isAdmin: bearer.is_admin || bearer.is_owner,
    isGuest: bearer.is_restricted || bearer.is_ultra_restricted,
    tokenHash,
    expiresAt: bearer.expires_at,
  };
}
