import type { Fault } from './faults.ts';
import type { Clock } from './stamps.ts';

/**
 * One request, as the inspector shows it. What was said is not in it: answers and messages may hold what is shown to
 * one person alone, and everybody in the workspace can look here.
 */
export interface Exchange {
  id: number;
  /** Unix milliseconds. */
  at: number;
  direction: 'in' | 'out';
  /** A method's name, or the type of what an app was told: `slash_commands`, `message`. */
  name: string;
  app_id: string | null;
  user_id: string | null;
  by: 'http' | 'socket';
  /** HTTP's status; null: no answer came, or it came over a socket. */
  status: number | null;
  /** Slack's code where it was refused or failed, else null. */
  error: string | null;
  /** How long the answer took. */
  ms: number;
  /** Of a call: what the token carries, and any one of what the method takes. */
  scopes?: { provided: string[]; accepted: string[] };
  /** Of a delivery: its signature, and which try it was. */
  signature?: { timestamp: string; signature: string };
  attempt?: number;
  /** The names of what was sent; the values of those that are ids. */
  sent: Record<string, string>;
  /** What went wrong on purpose. */
  fault?: Fault['fault'];
}

const KEPT = 500;

/** The last requests, both ways. */
export class Traffic {
  readonly #clock: Clock;
  readonly #exchanges: Exchange[] = [];
  #last = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Gives what is to be called when it is over. */
  begin(begun: Pick<Exchange, 'direction' | 'name' | 'by'>): (end: Ended) => void {
    const at = this.#clock.now().getTime();
    return (end) => {
      this.#last += 1;
      this.#exchanges.push({ id: this.#last, at, ...begun, ms: this.#clock.now().getTime() - at, ...end });
      if (this.#exchanges.length > KEPT) this.#exchanges.shift();
    };
  }

  /** The newest first. @param after only what came later than this id */
  latest(after: number, limit: number): Exchange[] {
    return this.#exchanges
      .filter(({ id }) => id > after)
      .toReversed()
      .slice(0, limit);
  }
}

export type Ended = Omit<Exchange, 'id' | 'at' | 'direction' | 'name' | 'by' | 'ms'>;

/** Ids, times and sizes: nothing that somebody wrote. */
const TELLING =
  /^(?:channels?|channel_id|users?|user_id|view|ts|thread_ts|message_ts|timestamp|view_id|file|cursor|limit|post_at|types|app_id|callback_id|action_id|block_id|event_id|type)$/;
const ID = /^[\w.,:=-]{1,80}$/;

/** Of what was sent, the names; and the values of those that tell nothing but where. */
export function outlineOf(sent: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(sent)
      .slice(0, 30)
      .map(([name, value]) => {
        const named = typeof value === 'object' && value !== null && 'id' in value ? value.id : value;
        const text = typeof named === 'string' || typeof named === 'number' ? String(named) : '';
        return [name.slice(0, 40), TELLING.test(name) && ID.test(text) ? text : '…'];
      }),
  );
}
