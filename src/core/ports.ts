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
