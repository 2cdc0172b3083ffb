import { isWithin } from '../core/addresses.ts';
import { AppError } from '../core/errors.ts';
import { bold, command, say, type Text } from '../core/text.ts';
import { shortId } from '../core/tokens.ts';
import type { PresentedToken } from '../store/across.ts';
import type { Kept } from './verified.ts';

/**
 * Why this token may not be used now from this address, which is undefined when it is not known: expired, revoked, frozen,
 * wrong address, in this order. Undefined when it may.
 */
export function flawOf(
  { row, networks }: Kept,
  address: string | undefined,
  now: Date,
): AppError | undefined {
  if (row.expires_at.getTime() <= now.getTime()) return expired(say`This token has ended.`);
  if (row.uses_left === 0) return usedUp();
  if (wasReplaced(row, now)) return revoked(say`This token was replaced, and its successor goes on.`);
  if (row.revoked_at || row.bot_deleted_at) return revoked(say`This token was revoked.`);
  if (row.frozen_at)
    return frozen(say`This token is frozen.`, 'unfreeze it', `tokens unfreeze ${shortId(row.id)}`);
  if (row.bot_disabled_at)
    return frozen(
      say`The bot ${bold(row.username)} is disabled.`,
      'enable it',
      `bots enable ${row.username}`,
    );
  if (networks && (address === undefined || !isWithin(networks, address))) return wrongAddress(address);
  return undefined;
}

/** @throws AppError as `flawOf`. */
export function judge(kept: Kept, address: string | undefined, now: Date): void {
  const flaw = flawOf(kept, address, now);
  if (flaw) throw flaw;
}

/** Whether a successor has taken its place, so that a use is somebody's mistake, or a thief's. */
function wasReplaced({ revoked_at, ended_by, grace_ends_at }: PresentedToken, now: Date): boolean {
  if (revoked_at) return ended_by === 'rotated';
  return grace_ends_at !== null && grace_ends_at <= now;
}

/** Whether its use has to be told: it was replaced, by then for good, and nobody was told yet. */
export function isIncident(row: PresentedToken, now: Date): boolean {
  return wasReplaced(row, now) && row.superseded_use_at === null && row.expires_at > now;
}

/** Whether the time is past in which both were meant to live: who ended it sooner may have been too quick. */
export const isPastGrace = ({ grace_ends_at }: PresentedToken, now: Date): boolean =>
  grace_ends_at !== null && grace_ends_at <= now;

const ANOTHER = say`Its bot's owner can issue another: ${command('tokens issue')}.`;

const expired = (how: Text): AppError => new AppError('expired_bot_token', say`${how} ${ANOTHER}`);

const revoked = (how: Text): AppError => new AppError('revoked_bot_token', say`${how} ${ANOTHER}`);

export const usedUp = (): AppError => expired(say`This token has no uses left.`);

function frozen(what: Text, how: string, next: string): AppError {
  return new AppError('frozen_bot_token', say`${what} Its owner or an admin can ${how}: ${command(next)}.`);
}

function wrongAddress(address: string | undefined): AppError {
  return new AppError(
    'wrong_address',
    say`This token may not be used from ${address ?? 'an unknown address'}. ${ANOTHER}`,
  );
}
