import { inspect } from 'node:util';

/**
 * Text that must not be seen by accident. Every way of printing it says `[secret]`; only `reveal()` gives the text,
 * and the house test lists the files that may call it.
 */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [inspect.custom](): string {
    return '[secret]';
  }
}
