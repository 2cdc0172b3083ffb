import { type Actor, type BotActor, REQUESTS_PER_SECOND, type Tier } from '../core/actor.ts';
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
  /**
   * Counts one more under this key, if no second comes to hold more than `most`. Resolves with how many more fit after
   * it, negative when it did not. Rejects when it cannot be asked.
   */
  take(key: string, most: number): Promise<number>;
}

/** What a bot whose tier has a limit was let do, and may do yet. */
export interface Allowance {
  tier: Tier;
  /** Requests in any one second. */
  most: number;
  /** How many more fit at once. */
  left: number;
  isTaken: boolean;
}

/** Counts requests. */
export interface Counting {
  /** Counts one; at once, unless a store has to be asked. Undefined for whoever has no limit. */
  count(actor: Actor): Allowance | undefined | Promise<Allowance>;
}

/** @throws AppError rate_limited when the bot's second was full. */
export function refuseOver(allowance: Allowance | undefined): void {
  if (!allowance || allowance.isTaken) return;
  throw new AppError(
    'rate_limited',
    say`A bot of the tier ${allowance.tier} may make ${counted(allowance.most, 'request')} a second. Try again in a second.`,
  );
}

/** One request that may come to several commands, and is counted with the first. */
export class OneRequest implements Counting {
  readonly #limits: Counting;
  #counted: ReturnType<Counting['count']>;
  /** Undefined before it is counted, and for whoever has no limit. */
  allowance: Allowance | undefined;

  constructor(limits: Counting, allowance?: Allowance) {
    this.#limits = limits;
    this.#counted = allowance;
    this.allowance = allowance;
  }

  count(actor: Actor): ReturnType<Counting['count']> {
    if (this.#counted === undefined) this.#counted = this.#noted(this.#limits.count(actor));
    return this.#counted;
  }

  #noted(counting: ReturnType<Counting['count']>): ReturnType<Counting['count']> {
    if (!(counting instanceof Promise)) return (this.allowance = counting);
    return counting.then((allowance) => (this.allowance = allowance));
  }
}

/** How exact the order of last use is. */
const MOVED_MS = 250;

/** What this process has counted of a bot. */
interface Part {
  tier: Tier;
  ring: Ring;
  /** When it was put last in order. */
  movedAt: number;
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
export class Limits implements Counting {
  readonly #clock: Clock;
  readonly #shared: SharedLimits | undefined;
  readonly #living: () => number;
  readonly #parts = new Map<BotActor['id'], Part>();
  #failedAt = -Infinity;

  constructor(clock: Clock, { shared, living = () => 1 }: Others = {}) {
    this.#clock = clock;
    this.#shared = shared;
    this.#living = living;
  }

  count(actor: Actor): Allowance | undefined | Promise<Allowance> {
    if (actor.kind !== 'bot') return undefined;
    const { tier } = actor;
    const most = REQUESTS_PER_SECOND[tier];
    if (most === null) return undefined;
    const left = this.#take(actor, most);
    return typeof left === 'number'
      ? allowed(tier, most, left)
      : left.then((some) => allowed(tier, most, some));
  }

  #take(bot: BotActor, most: number): number | Promise<number> {
    const now = this.#clock.elapsed();
    const away = now - this.#failedAt;
    if (!this.#shared || away < RETRY_MS) return this.#takePart(bot, most, now);
    // Just back, it does not know of the last second, so both have to agree.
    if (away < RETRY_MS + 1000 && this.#takePart(bot, most, now) < 0) return -1;
    return this.#takeTogether(this.#shared, bot, most, away >= RETRY_MS + 1000);
  }

  async #takeTogether(shared: SharedLimits, bot: BotActor, most: number, notes: boolean): Promise<number> {
    try {
      const left = await shared.take(`${bot.tier} ${bot.id}`, most);
      const now = this.#clock.elapsed();
      // For the second after the store is lost, in which this process is left to what it knows.
      if (left >= 0 && notes) this.#part(bot, most, now).note(now);
      return left;
    } catch {
      this.#failedAt = this.#clock.elapsed();
      return notes ? this.#takePart(bot, most, this.#failedAt) : 0;
    }
  }

  /** How many more fit into this process's part after this one, negative when it did not. */
  #takePart(bot: BotActor, most: number, now: number): number {
    const ring = this.#part(bot, most, now);
    return ring.take(now) ? ring.left(now) : -1;
  }

  /** This process's part of a bot's limit. */
  #part({ id, tier }: BotActor, most: number, now: number): Ring {
    const size = Math.max(1, Math.floor(most / this.#living()));
    const known = this.#parts.get(id);
    const isSame = known?.tier === tier && known.ring.size === size;
    if (isSame && now - known.movedAt < MOVED_MS) return known.ring;
    const before = known?.tier === tier ? known.ring : undefined;
    const ring = isSame ? known.ring : new Ring(size, { before });
    // Set anew, so that the map's order is the order of last use.
    this.#parts.delete(id);
    this.#parts.set(id, { tier, ring, movedAt: now });
    const [oldest] = this.#parts.keys();
    if (this.#parts.size > REMEMBERED && oldest !== undefined) this.#parts.delete(oldest);
    return ring;
  }
}

const allowed = (tier: Tier, most: number, left: number): Allowance => ({
  tier,
  most,
  left: Math.max(0, left),
  isTaken: left >= 0,
});
