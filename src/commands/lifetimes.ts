import type { Actor } from '../core/actor.ts';
import { inWords } from '../core/durations.ts';
import { AppError } from '../core/errors.ts';
import type { Clock } from '../core/ports.ts';
import { command, say } from '../core/text.ts';
import { absoluteAndRelative } from '../core/times.ts';
import * as policies from '../store/policies.ts';
import type { Token } from '../store/tokens.ts';
import type { Context } from './declare.ts';

/** Now, in whole seconds, so that a row and the claims of its JWT say the same. */
export const thisSecond = (clock: Clock): Date => new Date(Math.floor(clock.now().getTime() / 1000) * 1000);

/**
 * How many seconds a token lives that is issued now: as asked, or as the organization has it.
 * @throws AppError forbidden when that is longer than the policy, or the token that issues it, allows.
 */
export async function lifetimeAsked(context: Context, asked: number | undefined): Promise<number> {
  const { db, clock, actor } = context;
  const policy = await policies.hold(db, actor.organizationId);
  const left = secondsLeft(actor, clock);
  if (asked === undefined) return Math.min(policy.default_lifetime, left);
  const longest = policy.longest_lifetime ?? Infinity;
  if (asked > longest) {
    throw new AppError(
      'forbidden',
      say`A token of this organization lives ${inWords(longest)} at the longest. An admin sets that: ${command('policy set')}.`,
      { field: 'expiry' },
    );
  }
  if (asked <= left || actor.kind !== 'bot') return asked;
  throw new AppError(
    'forbidden',
    say`A token issued by a token ends no later than it: ${absoluteAndRelative(actor.expiresAt, actor.timeZone, clock.now())}.`,
    { field: 'expiry' },
  );
}

/** As long as a token lived, within what the policy says now. A token that makes another than its own outlives none. */
export async function lifetimeKept(context: Context, token: Token): Promise<number> {
  const { clock, actor } = context;
  const lived = (token.expires_at.getTime() - token.created_at.getTime()) / 1000;
  const isItself = actor.kind === 'bot' && actor.tokenId === token.id;
  return withinPolicy(context, Math.min(lived, isItself ? Infinity : secondsLeft(actor, clock)));
}

/** At most what the policy allows. */
export async function withinPolicy({ db, actor }: Context, seconds: number): Promise<number> {
  const { longest_lifetime: longest } = await policies.hold(db, actor.organizationId);
  return Math.min(seconds, longest ?? Infinity);
}

/** Until the token ends that asks; for a person there is no such end. */
function secondsLeft(actor: Actor, clock: Clock): number {
  if (actor.kind !== 'bot') return Infinity;
  return (actor.expiresAt.getTime() - thisSecond(clock).getTime()) / 1000;
}
