import { AppError } from '../core/errors.ts';
import { isWithin } from '../core/networks.ts';
import { narrowed, scopesOf, type Scope } from '../core/scopes.ts';
import { code, command, listed, say } from '../core/text.ts';
import { absolute, absoluteAndRelative } from '../core/times.ts';
import { shortId } from '../core/tokens.ts';
import * as claims from '../store/claims.ts';
import * as policies from '../store/policies.ts';
import * as rotations from '../store/rotations.ts';
import * as tokens from '../store/tokens.ts';
import type { Token } from '../store/tokens.ts';
import type { Context } from './declare.ts';
import { rotated } from './happened.ts';
import { lifetimeKept } from './lifetimes.ts';
import { grantedBy, mint, type Minted } from './minting.ts';

/**
 * Makes a successor of a live token: both live until the grace ends, in seconds from now; with none the old one ends.
 * Resolves with the new token, and with when the old one ends, null for at once.
 */
export async function startRotation(
  context: Context,
  token: Token,
  asked: number | undefined,
): Promise<{ minted: Minted; until: Date | null }> {
  const { db, clock, actor } = context;
  refuseDead(token, context);
  const minted = await makeSuccessor(context, token);
  const at = clock.now();
  const grace = asked ?? (await policies.find(db, actor.organizationId)).rotation_grace;
  const until =
    grace === 0 ? null : new Date(Math.min(at.getTime() + grace * 1000, token.expires_at.getTime()));
  if (until) await rotations.supersede(db, token.id, at, until);
  else await tokens.revoke(db, token.id, at, 'rotated');
  await rotated(context, token, minted, until);
  context.forget({ tokens: [token.id] });
  return { minted, until };
}

/**
 * A token with the terms of another, which it takes the place of; its scopes are those that the owner and the actor
 * both hold now. What else was promised in the place of the old one is withdrawn.
 */
export async function makeSuccessor(context: Context, token: Token): Promise<Minted> {
  const { db, clock } = context;
  await refuseReplaced(context, token);
  const minted = await mint(context, {
    bot: { ...token, id: token.bot_id },
    format: token.format,
    label: token.label,
    scopes: [...grantedForSuccessor(token, context)],
    lifetime: await lifetimeKept(context, token),
    networks: token.networks,
    use_limit: token.use_limit,
    predecessor: token,
  });
  await claims.withdrawOf(db, token.id, clock.now());
  return minted;
}

/** @throws AppError when no successor of this token could be made now. */
export async function refuseUnlessRotatable(context: Context, token: Token): Promise<void> {
  refuseDead(token, context);
  await refuseReplaced(context, token);
}

async function refuseReplaced(context: Context, token: Token): Promise<void> {
  const { db, clock, actor } = context;
  if (actor.kind === 'bot') {
    if (!isWithin(token.networks, actor.networks)) throw otherNetworks(actor.networks);
    // Both at once, in their order: each of two tokens may be rotating the other.
    await tokens.lock(db, [token.id, actor.tokenId]);
  }
  const next = await rotations.successorOf(db, token.id, clock.now());
  if (next) throw replacedAlready(token, next, context);
}

/** A rotation that is open, from either of its tokens. One that was rotated on before it was done has no new one. */
export async function rotationOf(
  { db, clock }: Pick<Context, 'db' | 'clock'>,
  token: Token,
): Promise<{ old: Token; next: Token | undefined } | undefined> {
  const at = clock.now();
  if (isOpen(token)) return { old: token, next: await rotations.successorOf(db, token.id, at) };
  if (token.revoked_at || token.predecessor_id === null) return undefined;
  const old = await tokens.find(db, token.predecessor_id, at);
  return old && isOpen(old) ? { old, next: token } : undefined;
}

const isOpen = (token: Token): boolean => token.superseded_at !== null && token.revoked_at === null;

/** The sentence for a token that is not being rotated. */
export function notRotating(token: Token): AppError {
  const id = shortId(token.id);
  const sentence =
    token.ended_by === 'rotated'
      ? say`The rotation of ${code(id)} is finished already: its successor has taken its place.`
      : say`${code(id)} is not being rotated. ${command(`tokens rotate start ${id}`)} makes it a successor.`;
  return new AppError('already_done', sentence, { field: 'id' });
}

/** What a successor carries when this actor makes it. */
export function grantedForSuccessor(token: Token, { actor }: Pick<Context, 'actor'>): ReadonlySet<Scope> {
  const owner = token.owner_is_deactivated ? new Set<never>() : scopesOf(token.owner_role);
  const isItself = actor.kind === 'bot' && actor.tokenId === token.id;
  const granted = isItself ? actor.scopes : grantedBy(actor);
  return narrowed(
    token.scopes.filter((scope) => granted.has(scope)),
    owner,
  );
}

function refuseDead(token: Token, { actor }: Context): void {
  if (token.state === 'active' || token.state === 'frozen') return;
  const ended = [token.revoked_at, token.grace_ends_at, token.expires_at].find((each) => each !== null);
  const how = token.state === 'revoked' ? 'was ended' : token.uses_left === 0 ? 'is used up' : 'has ended';
  const when = token.uses_left === 0 || !ended ? '' : ` on ${absolute(ended, actor.timeZone)}`;
  throw new AppError(
    'already_done',
    say`${code(shortId(token.id))} ${how}${when}, and only a token that is alive can be rotated. A new one: ${command(`tokens issue -u ${token.username}`)}`,
    { field: 'id' },
  );
}

function replacedAlready(token: Token, next: Token, { actor, clock }: Context): AppError {
  const [id, nextId] = [shortId(token.id), shortId(next.id)];
  const by = say`${code(id)} has a successor already: ${code(nextId)}, made by ${next.created_by_name} on ${absolute(next.created_at, actor.timeZone)}.`;
  const then =
    token.grace_ends_at && !token.revoked_at
      ? say`The old one goes on until ${absoluteAndRelative(token.grace_ends_at, actor.timeZone, clock.now())}; ${command(`tokens rotate finish ${id}`)} ends it now, ${command(`tokens rotate cancel ${id}`)} takes the new one back.`
      : say`Lost it? ${command(`tokens rotate start ${nextId}`)} makes another.`;
  return new AppError('already_done', say`${by} ${then}`, { field: 'id' });
}

function otherNetworks(own: readonly string[]): AppError {
  return new AppError(
    'forbidden',
    say`A token is used from ${listed(own)} alone, and makes none that is used from elsewhere.`,
  );
}
