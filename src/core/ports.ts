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
   * Says it once under its key, however often it is tried: `triedSince` is when it was tried first, if it was, and has
   * it looked first whether it stands there. Resolves with where it stands, or fails, within five seconds.
   * @throws Unreachable when it can never be said to them, NotNow when it is to be tried later.
   */
  say(to: Recipient, document: Document, key: string, triedSince: Date | undefined): Promise<string>;
  /** Puts this in the place of what was said. @throws as `say` */
  replace(place: string, document: Document): Promise<void>;
}

/** There is nobody to say it to: they are gone, or it cannot reach them, and trying again will not help. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** It said nothing, as it is being asked too often. */
export class NotNow extends Error {
  override readonly name = 'NotNow';
  /** How long to wait. */
  readonly seconds: number;

  constructor(seconds: number) {
    super(`asked too often; again in ${seconds} s`);
    this.seconds = seconds;
  }
}
