import { type Actor, REQUESTS_PER_SECOND } from '../core/actor.ts';
import { AppError } from '../core/errors.ts';
import type { Clock } from '../core/ports.ts';
import { Ring } from '../core/ring.ts';
import { counted, say } from '../core/text.ts';

/** Bots remembered at once; the one that has been quiet longest is forgotten first. */
const REMEMBERED = 10_000;

/** How long nothing is asked of a store that did not answer. */
const RETRY_MS = 500;

/** Where all processes count together. */
interface SharedLimits {
  /** Counts one more under this key, if no second comes to hold more than `most`. Rejects when it cannot be asked. */
  take(key: string, most: number): Promise<boolean>;
}

interface Others {
  shared?: SharedLimits | undefined;
  /** How many processes live, this one among them. */
  living?: () => number;
}

/**
 * How often each bot may ask. Counted by all processes together where they share a store; without one, or while it is
 * away, each process lets through its part.
 */
export class Limits {
  readonly #clock: Clock;
  readonly #shared: SharedLimits | undefined;
  readonly #living: () => number;
  readonly #rings = new Map<string, Ring>();
  #failedAt = -Infinity;

  constructor(clock: Clock, { shared, living = () => 1 }: Others = {}) {
    this.#clock = clock;
    this.#shared = shared;
    this.#living = living;
  }

  /** Counts one request; at once, unless a store has to be asked. @throws AppError rate_limited when the bot's second is full. */
  take(actor: Actor): void | Promise<void> {
    if (actor.kind !== 'bot') return;
    const most = REQUESTS_PER_SECOND[actor.tier];
    if (most === null) return;
    const refuseUnless = (isTaken: boolean): void => {
      if (isTaken) return;
      throw new AppError(
        'rate_limited',
        say`A bot of the tier ${actor.tier} may make ${counted(most, 'request')} a second. Try again in a second.`,
      );
    };
    const taken = this.#take(`${actor.tier} ${actor.id}`, most);
    return typeof taken === 'boolean' ? refuseUnless(taken) : taken.then(refuseUnless);
  }

  #take(key: string, most: number): boolean | Promise<boolean> {
    const away = this.#clock.elapsed() - this.#failedAt;
    if (!this.#shared || away < RETRY_MS) return this.#takePart(key, most);
    // Just back, it does not know of the last second, so both have to agree.
    if (away < RETRY_MS + 1000 && !this.#takePart(key, most)) return false;
    return this.#takeTogether(this.#shared, key, most, away >= RETRY_MS + 1000);
  }

  async #takeTogether(shared: SharedLimits, key: string, most: number, notes: boolean): Promise<boolean> {
    try {
      const isTaken = await shared.take(key, most);
      // For the second after the store is lost, in which this process is left to what it knows.
      if (isTaken && notes) this.#part(key, most).note(this.#clock.elapsed());
      return isTaken;
    } catch {
      this.#failedAt = this.#clock.elapsed();
      return notes ? this.#takePart(key, most) : true;
    }
  }

  #takePart(key: string, most: number): boolean {
    return this.#part(key, most).take(this.#clock.elapsed());
  }

  /** This process's part of a bot's limit. */
  #part(key: string, most: number): Ring {
    const size = Math.max(1, Math.floor(most / this.#living()));
    const known = this.#rings.get(key);
    const ring = known?.size === size ? known : new Ring(size, { before: known });
    // Set anew, so that the map's order is the order of last use.
    this.#rings.delete(key);
    this.#rings.set(key, ring);
    const [oldest] = this.#rings.keys();
    if (this.#rings.size > REMEMBERED && oldest !== undefined) this.#rings.delete(oldest);
    return ring;
  }
}
