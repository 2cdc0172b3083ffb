import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clock } from '../stamps.ts';
import type { Log } from '../workspace.ts';

/** Lines that are kept, in memory and, when it is opened anew, in the file. */
const KEPT = 1000;
/** A file that is longer is cut down to these. */
const LONGEST_FILE = 2_000_000;

/** The last lines that a workspace has logged: in memory, and in a file of its owner's alone. */
export class Journal implements Log, AsyncDisposable {
  readonly #path: string;
  readonly #clock: Clock;
  readonly #passOn: Log | undefined;
  readonly #lines: string[];
  /** How many there were before those that are kept. */
  #dropped = 0;
  #unwritten: string[] = [];
  /** How long the file has become since it was last cut down. */
  #length = 0;
  #writing: Promise<void> = Promise.resolve();

  private constructor(
    path: string,
    clock: Clock,
    { lines, passOn }: { lines: string[]; passOn?: Log | undefined },
  ) {
    this.#path = path;
    this.#clock = clock;
    this.#lines = lines;
    this.#passOn = passOn;
  }

  /** @param passOn who hears of warnings and errors as well. */
  static async open(path: string, clock: Clock, passOn?: Log): Promise<Journal> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const before = await readFile(path, 'utf8').catch(() => '');
    const lines = before.split('\n').filter((line) => line !== '');
    const kept = lines.slice(-KEPT);
    await writeFile(path, kept.map((line) => `${line}\n`).join(''), { mode: 0o600 });
    return new Journal(path, clock, { lines: kept, passOn });
  }

  info(message: string): void {
    this.#write('info', message);
  }

  warn(message: string): void {
    this.#write('warn', message);
    this.#passOn?.warn(message);
  }

  error(message: string): void {
    this.#write('error', message);
    this.#passOn?.error(message);
  }

  /** The last `count` lines after that number, and the number of the last one of all. */
  read(count: number, after = 0): { lines: string[]; last: number } {
    const last = this.#dropped + this.#lines.length;
    // What was counted by a process before this one says nothing here.
    const from = after > last ? 0 : Math.max(0, after - this.#dropped);
    return { lines: count === 0 ? [] : this.#lines.slice(from).slice(-count), last };
  }

  /** With the workspace that it was of. */
  async remove(): Promise<void> {
    await this.#writing;
    await rm(this.#path, { force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writing;
  }

  #write(level: string, message: string): void {
    const line = `${this.#clock.now().toISOString()} ${level} ${message.replaceAll(/[\r\n]+/g, ' ')}`;
    this.#lines.push(line);
    if (this.#lines.length > KEPT) {
      this.#lines.shift();
      this.#dropped += 1;
    }
    this.#unwritten.push(`${line}\n`);
    if (this.#unwritten.length === 1) this.#writing = this.#writing.then(() => this.#flush());
  }

  /** What was said since the last time in one go. A disk that is full stops no workspace. */
  async #flush(): Promise<void> {
    const text = this.#unwritten.join('');
    this.#unwritten = [];
    this.#length += text.length;
    const isLong = this.#length > LONGEST_FILE;
    const written = isLong
      ? writeFile(this.#path, this.#lines.map((line) => `${line}\n`).join(''), { mode: 0o600 })
      : appendFile(this.#path, text, { mode: 0o600 });
    if (isLong) this.#length = 0;
    await written.catch(() => undefined);
  }
}
