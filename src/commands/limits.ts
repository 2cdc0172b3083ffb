import { type Actor, REQUESTS_PER_SECOND } from '../core/actor.ts';
import { AppError } from '../core/errors.ts';
import type { Clock } from '../core/ports.ts';
import { Ring } from '../core/ring.ts';
import { counted, say } from '../core/text.ts';

/** Bots remembered at once; the one that has been quiet longest is forgotten first. */
const REMEMBERED = 10_000;

/** How often each bot may ask, in one process. */
export class Limits {
  readonly #clock: Clock;
  readonly #rings = new Map<string, Ring>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts one request. @throws AppError rate_limited when the bot's second is full. */
  take(actor: Actor): void {
    if (actor.kind !== 'bot') return;
    const most = REQUESTS_PER_SECOND[actor.tier];
    if (most === null || this.#ring(`${actor.tier} ${actor.id}`, most).take(this.#clock.elapsed())) return;
    throw new AppError(
      'rate_limited',
      say`A bot of the tier ${actor.tier} may make ${counted(most, 'request')} a second. Try again in a second.`,
    );
  }

  #ring(key: string, size: number): Ring {
    const ring = this.#rings.get(key) ?? new Ring(size);
    // Set anew, so that the map's order is the order of last use.
    this.#rings.delete(key);
    this.#rings.set(key, ring);
    const [oldest] = this.#rings.keys();
    if (this.#rings.size > REMEMBERED && oldest !== undefined) this.#rings.delete(oldest);
    return ring;
  }
}
