import { z } from 'zod';
import type { FollowingClock } from '../core/following-clock.ts';
import type { Id } from '../core/ids.ts';
import type { Lease } from '../core/lease.ts';
import type { Ids, Log } from '../core/ports.ts';
import { Confirmations } from './confirmations.ts';
import type { Database, Db } from './database.ts';
import { UPDATES } from './bot-updates.ts';
import { DUE } from './events.ts';
import { listen, type Listening } from './listening.ts';
import * as processes from './processes.ts';
import { settle } from './settle.ts';

const BEAT_MS = 250;
/** How often joining is tried when a process starts: the machine may be busy with starting it. */
const TRIES = 5;
/** In beats: how often those that ended without leaving are removed. */
const TIDY_EVERY = 240;

/** Where every process hears what became stale; each hears confirmations on a channel of its own. */
const STALE = 'botmint_stale';
const heardBy = (id: string): string => `botmint_heard_${id}`;

const ProcessId = z.custom<Id<'process'>>((value) => typeof value === 'string');
const Announcement = z.tuple([ProcessId, z.string(), z.string()]);
const Confirmation = z.tuple([z.string(), ProcessId]);

interface Options {
  url: string;
  /** For what is asked of the others beside the beat. */
  database: Database;
  name: string;
  clock: FollowingClock;
  lease: Lease;
  ids: Ids;
  log: Log;
  /**
   * Forgets what the message says is stale; undefined: everything, for anything may have been missed. It counts as
   * heard when this has returned or what it returned has resolved.
   */
  forget: (message: string | undefined) => void | Promise<void>;
  /** Hears which webhooks have something to send: ids, or nothing for some. */
  hearDue?: (text: string) => void;
  /** Hears which bots have an update, and who asks for them. */
  hearUpdates?: (text: string) => void;
}

/**
 * This process among the others: it beats, hears what became stale, and confirms. As long as its beat is answered it
 * holds its lease, and has heard all that was announced before the beat.
 */
export class Peering implements AsyncDisposable {
  readonly id: Id<'process'>;
  readonly #options: Options;
  readonly #confirmations = new Confirmations();
  #listening: Listening | undefined;
  #beats = 0;
  #living = 1;
  #isClosing = false;
  #isLost = false;
  #life: Promise<void> | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #wake = (): void => {};

  private constructor(options: Options) {
    this.#options = options;
    this.id = options.ids.make<'process'>();
  }

  /** Resolves when the process is among the others. @throws what the database said at the last of five tries. */
  static async open(options: Options): Promise<Peering> {
    const peering = new Peering(options);
    await peering.#begin();
    peering.#life = peering.#live();
    return peering;
  }

  /** How many processes live, this one among them. */
  get living(): number {
    return this.#living;
  }

  /**
   * Tells every process with the commit of `db`'s transaction. What it resolves with is called after the commit, and
   * resolves when none can serve what it kept from before.
   */
  async announce(db: Db, message: string): Promise<() => Promise<void>> {
    const change = this.#options.ids.make();
    await processes.notify(db, [{ channel: STALE, text: JSON.stringify([this.id, change, message]) }]);
    return async () => {
      await this.#options.forget(message);
      const { database, clock } = this.#options;
      const confirmations = this.#confirmations;
      await settle({ db: database.across, self: this.id, change, confirmations, clock });
      confirmations.forget(change);
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosing = true;
    // Nothing is served from here on, so nobody has to wait for this process.
    this.#options.lease.end();
    this.#wake();
    await this.#life;
    // Where the database is away, the row goes when another process tidies up.
    await this.#ask(async (db) => processes.leave(db, this.id)).catch(() => undefined);
    await this.#listening?.[Symbol.asyncDispose]();
  }

  async #begin(tried = 1): Promise<void> {
    try {
      await this.#join();
    } catch (error) {
      await this.#lose(error);
      if (tried === TRIES) throw error;
      await this.#pause();
      await this.#begin(tried + 1);
    }
  }

  async #live(): Promise<void> {
    for (;;) {
      await this.#pause();
      if (this.#isClosing) return;
      try {
        await (this.#listening ? this.#beat() : this.#join());
        this.#isLost = false;
      } catch (error) {
        await this.#lose(error);
      }
    }
  }

  /** Until the next beat is due, or the connection is gone. */
  async #pause(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, BEAT_MS);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Listens first, forgets then: what became stale before was committed before, and what comes after is heard. */
  async #join(): Promise<void> {
    if (!this.#listening) {
      const listening: Listening = await listen({
        url: this.#options.url,
        channels: [STALE, DUE, UPDATES, heardBy(this.id)],
        hear: (channel, text) => this.#hear(channel, text),
        lost: () => {
          if (this.#listening === listening) this.#wake();
        },
      });
      this.#listening = listening;
    }
    this.#options.lease.end();
    await this.#options.forget(undefined);
    await this.#counted((db) => processes.join(db, this.id, this.#options.name));
    await this.#ask(processes.removeLongPast);
  }

  async #beat(): Promise<void> {
    if (!(await this.#counted((db) => processes.beat(db, this.id)))) return this.#join();
    this.#beats += 1;
    if (this.#beats % TIDY_EVERY === 0) await this.#ask(processes.removeLongPast);
  }

  /** A beat that was answered renews the lease from when it was sent, and says what time it is. */
  async #counted<Answer extends processes.Beat | undefined>(
    ask: (db: Db) => Promise<Answer>,
  ): Promise<Answer> {
    const { lease, clock } = this.#options;
    return this.#ask(async (db) => {
      const sentAt = clock.elapsed();
      const beat = await ask(db);
      if (!beat) return beat;
      clock.follow(beat.at, sentAt, clock.elapsed());
      this.#living = beat.living;
      if (!this.#isClosing) lease.renew(sentAt);
      return beat;
    });
  }

  async #lose(error: unknown): Promise<void> {
    const { lease, log } = this.#options;
    lease.end();
    const reason = error instanceof Error ? error.message : String(error);
    if (!this.#isLost)
      log.warn(`The line to the other processes broke, so nothing is kept until it is back: ${reason}`);
    this.#isLost = true;
    const listening = this.#listening;
    this.#listening = undefined;
    await listening?.[Symbol.asyncDispose]();
  }

  #hear(channel: string, text: string): void {
    if (channel === STALE) void this.#forget(text);
    else if (channel === DUE) this.#options.hearDue?.(text);
    else if (channel === UPDATES) this.#options.hearUpdates?.(text);
    else {
      const [change, from] = Confirmation.parse(JSON.parse(text));
      this.#confirmations.note(change, from);
    }
  }

  /** Forgets what was announced, and confirms that to whoever announced it. One that cannot is put out by them. */
  async #forget(text: string): Promise<void> {
    try {
      const [from, change, message] = Announcement.parse(JSON.parse(text));
      await this.#options.forget(message);
      if (from === this.id) return;
      const confirmation = { channel: heardBy(from), text: JSON.stringify([change, this.id]) };
      await this.#ask(async (db) => processes.notify(db, [confirmation]));
    } catch (error) {
      this.#options.log.warn(`What became stale was not confirmed: ${String(error)}`);
    }
  }

  /** One thing after the other: the connection answers in order, and what waits must not be timed. */
  async #ask<Answer>(ask: (db: Db) => Promise<Answer>): Promise<Answer> {
    const turn = this.#last.then(async () => {
      if (!this.#listening) throw new Error('the connection is gone');
      return ask(this.#listening.db);
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
