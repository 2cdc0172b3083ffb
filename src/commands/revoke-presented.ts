import type { BotActor } from '../core/actor.ts';
import * as tokens from '../store/tokens.ts';
import { type Deps, execute, type Outcome } from './execute.ts';
import { hashIfOurs } from './presented.ts';
import { tokensRevoke } from './tokens-revoke.ts';

/**
 * Revokes a token for a bot that presents it (RFC 7009). One of its own needs no scope: whoever holds a token may give
 * it up. Undefined when there is nothing to revoke: it is unknown here, or dead.
 */
export async function revokePresented(
  text: string,
  client: BotActor,
  deps: Deps,
): Promise<Outcome | undefined> {
  const hash = await hashIfOurs(text, deps.issuer);
  const token = hash && (await find(hash, client, deps));
  if (!token || token.revoked_at || token.expires_at <= deps.clock.now()) return undefined;
  const scopes =
    token.bot_id === client.id ? new Set([...client.scopes, 'tokens:write' as const]) : client.scopes;

  return execute(tokensRevoke, { id: token.id }, { ...client, scopes }, deps, true);
}

async function find(
  hash: Buffer,
  { organizationId }: BotActor,
  deps: Deps,
): Promise<tokens.Token | undefined> {
  await using transaction = deps.database.begin(organizationId, 'read');
  return await tokens.findByHash(transaction.db, hash, deps.clock.now());
}
