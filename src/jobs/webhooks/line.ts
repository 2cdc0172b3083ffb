import type { Ordering } from '../../core/webhooks.ts';
import type { Due } from '../../store/deliveries.ts';

/**
 * The deliveries of one webhook that are in hand: those that wait for their turn and those under way. Of a room there is
 * one under way, and when that fails, those of the room that wait are let go of.
 */
export class Line {
  #waiting: Due[] = [];
  readonly #underway = new Map<string, Due>();
  #ordering: Ordering = 'room';

  set ordering(ordering: Ordering) {
    this.#ordering = ordering;
  }

  get underway(): number {
    return this.#underway.size;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** There is something that waits, and all of it for rooms that have something under way. */
  get isStuck(): boolean {
    return this.#ordering === 'room' && this.#waiting.length > 0 && this.#first() < 0;
  }

  /** Those of what is in hand. */
  get rooms(): string[] {
    const keys = [...this.#waiting, ...this.#underway.values()].map((each) => this.#keyOf(each));
    return [...new Set(keys.filter((key) => key !== undefined))];
  }

  /** All that are in hand. */
  get ids(): string[] {
    return [...this.#waiting.map(({ id }) => id), ...this.#underway.keys()];
  }

  add(due: readonly Due[]): void {
    this.#waiting.push(...due);
  }

  /** The first whose room has nothing under way: it is under way from now on. */
  next(): Due | undefined {
    const index = this.#first();
    const [due] = index < 0 ? [] : this.#waiting.splice(index, 1);
    if (due) this.#underway.set(due.id, due);
    return due;
  }

  /** It is not under way any more. `isDone`: what comes after it may go. */
  end(due: Due, isDone: boolean): void {
    this.#underway.delete(due.id);
    const key = this.#keyOf(due);
    if (!isDone && key !== undefined)
      this.#waiting = this.#waiting.filter((each) => this.#keyOf(each) !== key);
  }

  /** Lets go of all that wait. */
  drop(): void {
    this.#waiting = [];
  }

  #first(): number {
    const busy = new Set([...this.#underway.values()].map((each) => this.#keyOf(each)));
    return this.#waiting.findIndex((each) => {
      const key = this.#keyOf(each);
      return key === undefined || !busy.has(key);
    });
  }

  #keyOf({ order_key: key }: Due): string | undefined {
    if (this.#ordering === 'webhook') return '';
    return this.#ordering === 'none' ? undefined : (key ?? undefined);
  }
}
