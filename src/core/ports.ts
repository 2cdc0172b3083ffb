import type { Document } from './document.ts';
import type { Id } from './ids.ts';

/** What time it is. */
export interface Clock {
  now(): Date;
  /** Milliseconds that never go back, from an unspecified beginning. */
  elapsed(): number;
}

/** Bytes that nobody can guess. */
export interface Random {
  bytes(count: number): Uint8Array;
}

/** New ids: random UUIDs, so that any eight characters of one are as good as a name. */
export interface Ids {
  make<Noun extends string>(): Id<Noun>;
}

/** Where a process says what went wrong: one line each, never with a secret or what a person typed. */
export interface Log {
  warn(line: string): void;
  error(line: string): void;
}

/** To whom something is said: a person of the workspace, or everybody in a channel. */
export type Recipient = { slackUserId: string } | { channel: string };

/** Says things to people who did not just ask. */
export interface Messenger {
  /**
   * Says it once under its key, however often it is tried: with `perhapsSaid`, looks first whether it stands there.
   * Resolves with where it stands. @throws Unreachable when it can never be said to them.
   */
  say(to: Recipient, document: Document, key: string, perhapsSaid: boolean): Promise<string>;
  /** Puts this in the place of what was said. */
  replace(place: string, document: Document): Promise<void>;
}

/** There is nobody to say it to: they are gone, or it cannot reach them, and trying again will not help. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}
