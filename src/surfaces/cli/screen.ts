import type { Document } from '../../core/document.ts';
import type { Text } from '../../core/text.ts';
import { documentText, type Paint, paintFor, sentence } from './paint.ts';

/** Where the command line writes: answers on one stream, all that is said about them on the other. */
export class Screen {
  readonly #out: NodeJS.WriteStream;
  readonly #aside: NodeJS.WriteStream;
  readonly #paint: { out: Paint; aside: Paint };

  constructor(
    { stdout, stderr }: { stdout: NodeJS.WriteStream; stderr: NodeJS.WriteStream },
    settings: { NO_COLOR: boolean },
  ) {
    this.#out = stdout;
    this.#aside = stderr;
    this.#paint = { out: paintFor(stdout, settings), aside: paintFor(stderr, settings) };
  }

  show(document: Document): void {
    this.#out.write(`${documentText(document, this.#paint.out)}\n`);
  }

  /** As `show`, beside what a program reads. */
  showAside(document: Document): void {
    this.#aside.write(`${documentText(document, this.#paint.aside)}\n`);
  }

  say(text: Text): void {
    this.#aside.write(`${sentence(text, this.#paint.aside)}\n`);
  }

  json(value: object): void {
    this.#out.write(`${JSON.stringify(value, undefined, 2)}\n`);
  }

  /** Alone, and as it is. */
  raw(text: string): void {
    this.#out.write(text);
  }

  /** Says what is waited for once it takes over a second, until it is disposed; on a terminal alone. */
  waiting(text: string): Disposable {
    if (!this.#aside.isTTY) return { [Symbol.dispose]: () => undefined };
    let isShown = false;
    const timer = setTimeout(() => {
      isShown = true;
      this.#aside.write(this.#paint.aside.grey(text));
    }, 1000);
    return {
      [Symbol.dispose]: () => {
        clearTimeout(timer);
        if (isShown) this.#aside.write('\r\u001B[2K');
      },
    };
  }
}
