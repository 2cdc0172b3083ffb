import { SlackError } from '../api/error.ts';
import { newTriggerId, type Random } from '../ids.ts';
import type { Clock } from '../stamps.ts';

/** Who did what the app was told of: the app may show that person one view for it. */
export interface Trigger {
  appId: string;
  userId: string;
  /** Where that was done: what is shown for it is shown there. */
  window: string;
  /** The view it came from, if it came from one: `views.push` puts the new one on it. */
  viewId: string | null;
  /** The conversation that the person had before them; null: none, as at home. */
  channelId: string | null;
}

const LIFETIME = 3000;
/** A spent or late trigger is told from an unknown one this long. */
const REMEMBERED = 60_000;

/** Trigger ids: three seconds, once. */
export class Triggers {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #triggers = new Map<string, Trigger & { made: number; used: boolean }>();

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  /** Old ones are dropped on the way: they are in the order they were made in. */
  make(trigger: Trigger): string {
    const now = this.#clock.now().getTime();
    for (const [id, { made }] of this.#triggers) {
      if (made > now - REMEMBERED) break;
      this.#triggers.delete(id);
    }
    const id = newTriggerId(this.#random);
    this.#triggers.set(id, { ...trigger, made: now, used: false });
    return id;
  }

  /** Looks without spending, so that an app whose view is refused may try again with a better one. */
  check(id: string, appId: string): Trigger {
    const trigger = this.#triggers.get(id);
    if (trigger?.appId !== appId) throw new SlackError('invalid_trigger_id');
    if (trigger.used) throw new SlackError('exchanged_trigger_id');
    if (this.#clock.now().getTime() > trigger.made + LIFETIME) throw new SlackError('expired_trigger_id');
    return trigger;
  }

  /** After the view is open. From now on it is `exchanged_trigger_id`. */
  spend(id: string): void {
    const trigger = this.#triggers.get(id);
    if (trigger) trigger.used = true;
  }
}
