import { z } from 'zod';
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
  everything?: true;
}

/** The processes of this installation, as a command needs them. */
export interface Peers {
  /**
   * Tells all of them, with the commit of `db`'s transaction. What it resolves with is called after the commit, and
   * resolves when each of them has heard it or can serve nothing that it kept.
   */
  announce(db: Db, stale: Stale): Promise<() => Promise<void>>;
}

export function isNothing(stale: Stale): boolean {
  const { tokens = [], bots = [], members = [], organization, keys, everything } = stale;
  return (
    tokens.length + bots.length + members.length === 0 && organization === undefined && !keys && !everything
  );
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
    ...(one.everything || other.everything ? { everything: true } : {}),
  };
}

/** Postgres takes 8000 bytes a notification, with what stands around this. */
const LONGEST = 7000;

const idOf = <Noun extends string>() => z.custom<Id<Noun>>((value) => typeof value === 'string');

const Message = z.strictObject({
  tokens: z.array(idOf<'token'>()).exactOptional(),
  bots: z.array(idOf<'bot'>()).exactOptional(),
  members: z.array(idOf<'member'>()).exactOptional(),
  organization: idOf<'organization'>().exactOptional(),
  keys: z.literal(true).exactOptional(),
  everything: z.literal(true).exactOptional(),
});

/** What one process says to the others. What is too much to name is everything. */
function messageOf(stale: Stale): string {
  const message = JSON.stringify(stale);
  return message.length < LONGEST
    ? message
    : JSON.stringify({ ...(stale.keys && { keys: true }), everything: true });
}

/** What was said, or everything when nobody knows what was. */
export function staleIn(message: string | undefined): Stale {
  return message === undefined ? { keys: true, everything: true } : Message.parse(JSON.parse(message));
}

/** The processes that a line of messages reaches. */
export function peersOver(line: { announce(db: Db, message: string): Promise<() => Promise<void>> }): Peers {
  return { announce: async (db, stale) => line.announce(db, messageOf(stale)) };
}

/** One process that keeps nothing has nobody to tell. */
export const alone: Peers = { announce: async () => async () => {} };
