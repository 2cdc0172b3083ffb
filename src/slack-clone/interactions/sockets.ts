import { SlackError } from '../api/error.ts';
import { newEnvelopeId, newUrlSecret, type Random } from '../ids.ts';
import type { Clock } from '../stamps.ts';
import { PATIENCE } from './carry.ts';

/** One open WebSocket, as far as the workspace needs it. */
export interface Link {
  send(text: string): void;
  close(): void;
}

/** What an app is sent over a socket. */
export interface Envelope {
  type: 'slash_commands' | 'interactive' | 'events_api';
  payload: Record<string, unknown>;
  /** Whether what the app acknowledges with counts. */
  answers: boolean;
  retry?: { retry_attempt: number; retry_reason: string };
}

/** How long an address to connect to is good for. */
const TICKET = 30_000;
/** Slack's own number. */
const MOST = 10;
/** An app is warned this long before its socket ends, so that it can open another one. */
const WARNING = 10_000;
const HOUR = 3_600_000;

interface Connection {
  link: Link;
  timers: NodeJS.Timeout[];
}

interface Waiting {
  link: Link;
  settled: Promise<unknown>;
  settle(outcome: { payload: unknown } | { failed: SlackError }): void;
}

/** Socket Mode: who is connected, and what was sent and not acknowledged yet. It ends with the process. */
export class Sockets {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #lifetime: number;
  readonly #tickets = new Map<string, { appId: string; until: number }>();
  /** App id -> its connections; whoever was sent something last is the last one. */
  readonly #connections = new Map<string, Connection[]>();
  readonly #waiting = new Map<string, Waiting>();

  /** @param lifetime milliseconds that a connection lasts; an hour, as in Slack, if it is left out */
  constructor(clock: Clock, random: Random, lifetime = HOUR) {
    this.#clock = clock;
    this.#random = random;
    this.#lifetime = lifetime;
  }

  /** For one connection, within 30 s. */
  makeTicket(appId: string): string {
    const now = this.#clock.now().getTime();
    for (const [old, { until }] of this.#tickets) if (until <= now) this.#tickets.delete(old);
    const ticket = newUrlSecret(this.#random);
    this.#tickets.set(ticket, { appId, until: now + TICKET });
    return ticket;
  }

  /** Gives the app it was made for, once. */
  redeem(ticket: string): string | undefined {
    const found = this.#tickets.get(ticket);
    this.#tickets.delete(ticket);
    return found && found.until > this.#clock.now().getTime() ? found.appId : undefined;
  }

  has(appId: string): boolean {
    return this.#connections.has(appId);
  }

  /** A new connection is told that it is one, or that there are too many. */
  join(appId: string, link: Link): void {
    const connections = this.#connections.get(appId) ?? [];
    if (connections.length >= MOST) return refuse(link, 'too_many_websockets');
    const timers = [
      setTimeout(
        () => link.send(disconnect('warning')),
        this.#lifetime - Math.min(WARNING, this.#lifetime / 2),
      ).unref(),
      setTimeout(() => this.#retire(appId, link), this.#lifetime).unref(),
    ];
    this.#connections.set(appId, [...connections, { link, timers }]);
    const hello = {
      type: 'hello',
      num_connections: connections.length + 1,
      debug_info: {
        host: 'local',
        started: this.#clock.now().toISOString(),
        build_number: 1,
        approximate_connection_time: Math.round(this.#lifetime / 1000),
      },
      connection_info: { app_id: appId },
    };
    link.send(JSON.stringify(hello));
  }

  /** What it was sent and has not acknowledged is not going to be. */
  leave(appId: string, link: Link): void {
    this.#drop(appId, link);
    for (const waiting of this.#waiting.values())
      if (waiting.link === link) waiting.settle({ failed: new SlackError('dispatch_failed') });
  }

  /** Sends to one of the app's connections, each in turn. Gives what it acknowledged with. @throws operation_timeout or dispatch_failed */
  async ask(
    appId: string,
    { type, payload, answers, retry }: Envelope,
    envelope_id = newEnvelopeId(this.#random),
  ): Promise<unknown> {
    const [next, ...others] = this.#connections.get(appId) ?? [];
    if (!next) throw new SlackError('dispatch_failed');
    this.#connections.set(appId, [...others, next]);
    const { promise, resolve } = Promise.withResolvers<Parameters<Waiting['settle']>[0]>();
    const late = setTimeout(() => resolve({ failed: new SlackError('operation_timeout') }), PATIENCE);
    this.#waiting.set(envelope_id, { link: next.link, settled: promise, settle: resolve });
    next.link.send(
      JSON.stringify({ envelope_id, type, payload, accepts_response_payload: answers, ...retry }),
    );
    const outcome = await promise;
    clearTimeout(late);
    this.#waiting.delete(envelope_id);
    if ('failed' in outcome) throw outcome.failed;
    return answers ? outcome.payload : undefined;
  }

  /** What came in over a connection; only its own envelopes are its to acknowledge. */
  acknowledge(link: Link, { envelope_id, payload }: { envelope_id: string; payload?: unknown }): void {
    const waiting = this.#waiting.get(envelope_id);
    if (waiting?.link === link) waiting.settle({ payload });
  }

  /** Socket Mode was turned off, or the app is gone. */
  endOf(appId: string): void {
    for (const { link } of this.#connections.get(appId) ?? []) refuse(link, 'link_disabled');
  }

  /** Nothing more is sent there; what was can still be acknowledged, as long as anything can be. */
  #retire(appId: string, link: Link): void {
    this.#drop(appId, link);
    link.send(disconnect('refresh_requested'));
    const open = [...this.#waiting.values()].filter((waiting) => waiting.link === link);
    void Promise.all(open.map(({ settled }) => settled)).then(() => link.close());
  }

  #drop(appId: string, link: Link): void {
    const connections = this.#connections.get(appId) ?? [];
    for (const gone of connections.filter((each) => each.link === link))
      for (const timer of gone.timers) clearTimeout(timer);
    const left = connections.filter((each) => each.link !== link);
    if (left.length > 0) this.#connections.set(appId, left);
    else this.#connections.delete(appId);
  }

  /** The workspace closes. */
  endAll(): void {
    for (const connections of this.#connections.values())
      for (const { link } of connections) refuse(link, 'refresh_requested');
  }
}

/** Says why, and closes. */
export function refuse(link: Link, reason: string): void {
  link.send(disconnect(reason));
  link.close();
}

function disconnect(reason: string): string {
  return JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'local' } });
}
