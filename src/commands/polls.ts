import { AppError } from '../core/errors.ts';
import type { Id } from '../core/ids.ts';
import type { Ids } from '../core/ports.ts';
import { say } from '../core/text.ts';
import * as botUpdates from '../store/bot-updates.ts';
import type { Database } from '../store/database.ts';
import type { Stale } from './peers.ts';

/** Whose updates are asked for, and how. */
export interface Poll {
  organization: Id<'organization'>;
  bot: Id<'bot'>;
  /** Of the bot that asks itself. */
  token?: Id<'token'> | undefined;
  /** The lowest number wanted: what is before it has been had. Below zero: so many from the newest. */
  offset: number;
  waitMs: number;
  /** Ends when nobody waits for the answer any more. */
  gone?: AbortSignal | undefined;
}

class Waiting {
  readonly id: string;
  readonly poll: Poll;
  /** It has heard of itself: who is heard of from here on has asked later. */
  isKnown = false;
  isSuperseded = false;
  isOver = false;
  /** What they may do may have changed. */
  isDoubtful = false;
  #hasWord = false;
  #rouse = (): void => {};

  constructor(id: string, poll: Poll) {
    this.id = id;
    this.poll = poll;
  }

  rouse(): void {
    this.#hasWord = true;
    this.#rouse();
  }

  end(): void {
    this.isOver = true;
    this.rouse();
  }

  /** Until there is word, or so long. */
  async pause(milliseconds: number): Promise<void> {
    if (!this.#hasWord)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, milliseconds);
        this.#rouse = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    this.#hasWord = false;
  }
}

/**
 * Those who wait for updates in this process. They hold neither a connection nor a transaction meanwhile, and are roused
 * by what is notified to every process.
 */
export class Polls {
  readonly #database: Database;
  readonly #ids: Ids;
  readonly #waiting = new Set<Waiting>();
  #isClosed = false;

  constructor({ database, ids }: { database: Database; ids: Ids }) {
    this.#database = database;
    this.#ids = ids;
  }

  /**
   * Forgets what the bot has had, and waits until it has an update, or nobody waits any longer. Resolves with the lowest
   * number wanted; undefined when what they may do may have changed: then they are to ask again.
   * @throws AppError updates_taken when somebody else asks for the same later.
   */
  async wait(poll: Poll): Promise<number | undefined> {
    const waiting = new Waiting(this.#ids.make(), poll);
    const end = (): void => waiting.end();
    this.#waiting.add(waiting);
    poll.gone?.addEventListener('abort', end);
    if (this.#isClosed || poll.gone?.aborted) end();
    try {
      const from = await this.#begin(waiting);
      await this.#untilAny(waiting, from);
      return waiting.isDoubtful ? undefined : from;
    } finally {
      this.#waiting.delete(waiting);
      poll.gone?.removeEventListener('abort', end);
    }
  }

  /** As it was notified: `<bot> <who asks>`, bots with commas between, or nothing for some bots. */
  hear(text: string): void {
    const [bot = '', asker] = text.split(' ');
    if (asker === undefined) {
      const bots = new Set(text === '' ? [] : text.split(','));
      for (const each of this.#waiting) if (bots.size === 0 || bots.has(each.poll.bot)) each.rouse();
      return;
    }
    for (const each of this.#waiting) {
      if (each.id === asker) each.isKnown = true;
      else if (each.poll.bot === bot && each.isKnown) {
        each.isSuperseded = true;
        each.rouse();
      }
    }
  }

  /** Ends the waiting of those whose rights may have changed, or to whose bots a webhook was given. */
  drop({ tokens = [], bots = [], members = [], organization, everything }: Stale): void {
    const isWide = everything === true || members.length > 0 || organization !== undefined;
    for (const each of this.#waiting) {
      const { bot, token } = each.poll;
      if (isWide || bots.includes(bot) || (token !== undefined && tokens.includes(token))) {
        each.isDoubtful = true;
        each.end();
      }
    }
  }

  /** Nobody waits any longer from here on. */
  close(): void {
    this.#isClosed = true;
    for (const each of this.#waiting) each.end();
  }

  async #begin({ id, poll: { organization, bot, offset } }: Waiting): Promise<number> {
    await using transaction = this.#database.begin(organization, 'write');
    const { db } = transaction;
    const from = offset < 0 ? ((await botUpdates.numberFromEnd(db, bot, -offset)) ?? 0) : offset;
    if (from > 0) await botUpdates.confirm(db, bot, from);
    await botUpdates.announce(db, bot, id);
    await transaction.commit();
    return from;
  }

  async #untilAny(waiting: Waiting, from: number): Promise<void> {
    const { organization, bot, waitMs } = waiting.poll;
    const end = performance.now() + waitMs;
    for (;;) {
      if (waiting.isSuperseded) throw superseded();
      const left = end - performance.now();
      if (waiting.isOver || left <= 0 || (await this.#isAny(organization, bot, from))) return;
      await waiting.pause(left);
    }
  }

  async #isAny(organization: Id<'organization'>, bot: Id<'bot'>, from: number): Promise<boolean> {
    await using transaction = this.#database.begin(organization, 'read');
    return await botUpdates.isAny(transaction.db, bot, from);
  }
}

const superseded = (): AppError =>
  new AppError(
    'updates_taken',
    say`Another request asks for the updates of this bot, and of two the later one gets them. Run one at a time.`,
  );
