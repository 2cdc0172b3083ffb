import type { Id } from '../core/ids.ts';
import type { Db } from '../store/database.ts';

/** What no process may go on believing: all that it keeps of these. */
export interface Stale {
  tokens?: readonly Id<'token'>[];
  bots?: readonly Id<'bot'>[];
  members?: readonly Id<'member'>[];
  /** All of one. */
  organization?: Id<'organization'>;
  /** The signing keys. */
  keys?: true;
}

/** The processes of this installation, as a command needs them. */
export interface Peers {
  /**
   * Tells all of them, with the commit of `db`'s transaction. What it resolves with is called after the commit, and
   * resolves when each of them has heard it or can serve nothing that it kept.
   */
  announce(db: Db, stale: Stale): Promise<() => Promise<void>>;
}

export function isNothing({ tokens = [], bots = [], members = [], organization, keys }: Stale): boolean {
  return tokens.length + bots.length + members.length === 0 && organization === undefined && !keys;
}

/** Both. */
export function together(one: Stale, other: Stale): Stale {
  const organization = one.organization ?? other.organization;
  return {
    tokens: [...(one.tokens ?? []), ...(other.tokens ?? [])],
    bots: [...(one.bots ?? []), ...(other.bots ?? [])],
    members: [...(one.members ?? []), ...(other.members ?? [])],
    ...(organization === undefined ? {} : { organization }),
    ...(one.keys || other.keys ? { keys: true } : {}),
  };
}

/** One process that keeps nothing has nobody to tell. */
export const alone: Peers = { announce: async () => async () => {} };
