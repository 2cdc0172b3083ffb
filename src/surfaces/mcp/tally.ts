import type { Deps } from '../../commands/execute.ts';
import { type Counting, OneRequest, refuseOver } from '../../commands/limits.ts';
import type { Actor } from '../../core/actor.ts';
import { rateHeaders } from '../rate-limit.ts';

/**
 * What one request over HTTP counts against a bot's second: one, whatever it is, and one for each message past the
 * first. All are counted before any is answered, so the commands that they ask count nothing more.
 */
export class Tally {
  readonly #limits: Counting;
  #last: OneRequest;

  constructor(limits: Counting) {
    this.#limits = limits;
    this.#last = new OneRequest(limits);
  }

  /** @throws AppError rate_limited when they do not fit. */
  async count(actor: Actor, messages = 1): Promise<void> {
    for (let counted = 0; counted < messages; counted += 1) {
      const one = new OneRequest(this.#limits);
      this.#last = one;
      const allowance = await one.count(actor);
      refuseOver(allowance);
      if (!allowance) return;
    }
  }

  /** What the commands of this request stand on. */
  counted(deps: Deps): Deps {
    return { ...deps, limits: this.#last };
  }

  /** What is left; none for whoever has no limit, or was refused before they were counted. */
  headers(): Record<string, string> {
    const { allowance } = this.#last;
    return allowance ? rateHeaders(allowance) : {};
  }
}
