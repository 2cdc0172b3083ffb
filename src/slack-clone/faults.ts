/** What can go wrong with a call of a method. `lose_answer`: it is carried out, and the caller does not hear of it. */
export const CALL_FAULTS = [
  'slow',
  'drop',
  'lose_answer',
  'ratelimited',
  'server_error',
  'expired_trigger',
] as const;

/** What can go wrong on the way to an app. */
export const DELIVERY_FAULTS = ['slow', 'drop', 'duplicate'] as const;

export type CallFault = (typeof CALL_FAULTS)[number];
export type DeliveryFault = (typeof DELIVERY_FAULTS)[number];

/** Something that is to go wrong on purpose. */
export interface Fault {
  id: string;
  /** A call of this method, or something of this type on its way to an app: `message`, `slash_commands`. `*`: any. */
  on: { method: string } | { event: string };
  fault: CallFault | DeliveryFault;
  /** How many more times; null: until it is taken away. */
  times: number | null;
  /** Of `slow`. */
  delay_ms: number;
  /** Of `ratelimited`, in seconds. */
  retry_after: number;
}

/** What is to go wrong, in the order in which it was asked for. It ends with the process. */
export class Faults {
  #faults: Fault[] = [];
  #last = 0;

  add(fault: Omit<Fault, 'id'>): Fault {
    this.#last += 1;
    const added = { ...fault, id: `fault-${this.#last}` };
    this.#faults.push(added);
    return added;
  }

  all(): readonly Fault[] {
    return this.#faults;
  }

  /** @param id undefined: all of them. Gives how many there were. */
  remove(id?: string): number {
    const left = id === undefined ? [] : this.#faults.filter((each) => each.id !== id);
    const removed = this.#faults.length - left.length;
    this.#faults = left;
    return removed;
  }

  /** The next one for a call of this method, which is once less from now on. */
  forCall(name: string): Fault | undefined {
    return this.#take(({ on }) => 'method' in on && (on.method === name || on.method === '*'));
  }

  /** The next one for something of this type that is on its way to an app. */
  forDelivery(type: string): Fault | undefined {
    return this.#take(({ on }) => 'event' in on && (on.event === type || on.event === '*'));
  }

  #take(isMeant: (fault: Fault) => boolean): Fault | undefined {
    const found = this.#faults.find(isMeant);
    if (found?.times != null) {
      found.times -= 1;
      if (found.times === 0) this.remove(found.id);
    }
    return found;
  }
}
