import type { Document } from './document.ts';
import type { Id } from './ids.ts';
import type { Secret } from './secret.ts';

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

/** To whom something is said: a person of the workspace or of the homeserver, or everybody in a channel of Slack. */
export type Recipient = { organization: Id<'organization'> } & (
  { slackUserId: string } | { channel: string } | { matrixUserId: string; member: Id<'member'> }
);

/** Says things to people who did not just ask. */
export interface Messenger {
  /**
   * Says it once under its key, however often it is tried: `triedSince` is when it was tried first, if it was, and has
   * it looked first whether it stands there. Resolves with where it stands, or fails, within five seconds.
   * @throws Unreachable when it can never be said to them, NotNow when it is to be tried later.
   */
  say(to: Recipient, document: Document, key: string, triedSince: Date | undefined): Promise<string>;
  /** Puts this in the place of what was said in an organization. @throws as `say` */
  replace(place: string, document: Document, organization: Id<'organization'>): Promise<void>;
}

/** Where it stands who somebody is now. */
export interface Directory {
  /** Asks it of this person of the workspace, and takes down what it says. Rejects when it cannot be asked. */
  look(person: { organization: Id<'organization'>; slackUserId: string }): Promise<void>;
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

/** Seals what must be used again. `place` is where it stands: organization, table, row and column. */
export interface Vault {
  seal(text: Secret, place: string): string;
  /** @throws when it was sealed elsewhere, or with another key. */
  unseal(sealed: string, place: string): Secret;
}

/** One POST to an address that somebody gave. */
export interface Post {
  url: string;
  headers: Record<string, string>;
  body: string;
  /** For all of it: looking the name up, connecting, sending, and the answer to its end. */
  timeoutMs: number;
  /** Broken off with this. */
  signal?: AbortSignal;
}

/** Why a POST has no answer. */
export type EgressFault =
  | 'blocked_address'
  | 'name_not_found'
  | 'connect_timeout'
  | 'timeout'
  | 'refused'
  | 'reset'
  | 'tls'
  | 'not_http'
  | 'aborted'
  | 'failed';

/** What came of a POST. */
export interface Reply {
  durationMs: number;
  /** Whom it reached. */
  address: string | null;
  /** Null where there was no answer: then `fault` says why. */
  status: number | null;
  fault: EgressFault | null;
  /** Names in lower case, 16 KiB of them at most. */
  headers: Record<string, string>;
  /** The first 16 KiB. */
  body: string;
  isCut: boolean;
}

/** The way out: to public addresses alone, and where the operator allows more. */
export interface Egress extends AsyncDisposable {
  /** Looks the name up. @throws AppError invalid_input with the field `url`, when nothing may be sent there. */
  check(url: string): Promise<void>;
  /** Follows no redirect. Never throws for what the other side does. */
  post(post: Post): Promise<Reply>;
}

/** A part of a trace. */
export interface Span {
  /** W3C trace context, to go on with elsewhere; undefined where nothing is traced. */
  traceparent: string | undefined;
  end(attributes?: Attributes): void;
}

export type Attributes = Record<string, string | number | boolean>;

/** Where spans go, if anywhere. `parent` is a traceparent. */
export interface Tracing {
  begin(name: string, attributes: Attributes, parent?: string | null): Span;
}

/** What is counted, for whoever watches this process. */
export interface Meter {
  /** One attempt of a delivery, with its outcome and how long it took. */
  attempted(outcome: 'delivered' | 'failed' | 'retry' | 'test', seconds: number): void;
  /** From an event's commit to its first attempt. */
  began(seconds: number): void;
  /** One command: `done`, `confirm` where it only asked, `replayed`, or the code of its refusal. */
  commanded(command: string, outcome: string, seconds: number): void;
  /** One request over HTTP, by its route as it is declared. */
  answered(method: string, route: string, status: number): void;
  /** As both, for one that is done and answered with 200 over and over; how long the command took is in seconds. */
  often(command: string, method: string, route: string): (seconds: number) => void;
}
