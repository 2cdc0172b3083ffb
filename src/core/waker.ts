/** Lets one thing wait for word that there is something to do. Word that comes while it is busy is kept for it. */
export class Waker {
  #told: Set<string> | undefined;
  #rouse = (): void => {};

  /** There is something to do with each of these; with none named, something somewhere. */
  wake(ids: readonly string[] = ['']): void {
    this.#told = new Set([...(this.#told ?? []), ...ids]);
    this.#rouse();
  }

  /** Resolves when there is word, with what of; or after that time, with nothing. */
  async pause(milliseconds: number): Promise<readonly string[]> {
    if (!this.#told) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, milliseconds);
        this.#rouse = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.#rouse = () => {};
    }
    const told = this.#told ?? [];
    this.#told = undefined;
    return [...told];
  }
}

/** Those that want word, each of one thing or of everything. */
export class Wakers {
  readonly #ofAll = new Set<Waker>();
  readonly #ofOne = new Map<string, Waker>();

  /** For one that hears of everything, until it is disposed of. */
  ofAll(): Waker & Disposable {
    const waker = new Waker();
    this.#ofAll.add(waker);
    return Object.assign(waker, { [Symbol.dispose]: () => void this.#ofAll.delete(waker) });
  }

  /** For the one that has to do with this now, until it is disposed of. */
  of(id: string): Waker & Disposable {
    const waker = new Waker();
    this.#ofOne.set(id, waker);
    const forget = (): void => {
      if (this.#ofOne.get(id) === waker) this.#ofOne.delete(id);
    };
    return Object.assign(waker, { [Symbol.dispose]: forget });
  }

  /** Passes word on, as it was notified: ids with commas between, or nothing for something somewhere. */
  tell(text: string): void {
    const ids = text.split(',');
    for (const waker of this.#ofAll) waker.wake(ids);
    for (const waker of text === '' ? this.#ofOne.values() : ids.flatMap((id) => this.#ofOne.get(id) ?? []))
      waker.wake();
  }
}
