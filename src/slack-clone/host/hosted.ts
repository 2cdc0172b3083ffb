import { join } from 'node:path';
import type { Clone } from '../clone.ts';
import { CloneError } from '../clone-error.ts';
import type { Seeded } from '../fixtures/apply.ts';
import { type Fixture, readFixture } from '../fixtures/fixture.ts';
import { renewPair } from '../install/renew.ts';
import { type Entry, readEntry, removeEntry, type Spun } from '../install/registry.ts';
import { dropSchema, schemaOf } from '../store/database.ts';
import { defaultApp } from './default-app.ts';
import { entryOf, noteSeed, want } from './entry.ts';
import type { Ground } from './ground.ts';
import { Journal } from './journal.ts';
import { start } from './start.ts';

/** The workspace that is always there, where whoever runs this host has an app installed. */
export interface BuiltIn {
  port: number;
  /** Called when the workspace or its tokens are new: the app is to be installed again. Not for the first time. */
  renewed(clone: Clone): Promise<void>;
}

export type State = 'starting' | 'running' | 'stopped' | 'failed';

/** One workspace of a host. What is asked of it is done one after the other. */
export class Hosted implements AsyncDisposable {
  readonly id: string;
  readonly builtIn: BuiltIn | undefined;
  readonly journal: Journal;
  readonly #ground: Ground;
  #clone: Clone | undefined;
  #state: State = 'stopped';
  #reason: string | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(
    id: string,
    ground: Ground,
    { journal, builtIn }: { journal: Journal; builtIn: BuiltIn | undefined },
  ) {
    this.id = id;
    this.#ground = ground;
    this.journal = journal;
    this.builtIn = builtIn;
  }

  static async open(id: string, ground: Ground, builtIn?: BuiltIn): Promise<Hosted> {
    const path = join(ground.folder, 'clones', `${id}.log`);
    const journal = await Journal.open(path, ground.clock, builtIn && ground.log);
    return new Hosted(id, ground, { journal, builtIn });
  }

  get state(): State {
    return this.#state;
  }

  /** Why it does not run, as a sentence, where that is a failure. */
  get reason(): string | undefined {
    return this.#reason;
  }

  get clone(): Clone | undefined {
    return this.#clone;
  }

  /** What is to be known of it beside how it is. */
  async entry(): Promise<Entry | undefined> {
    return readEntry(this.#ground.registryPath, this.id);
  }

  /** Starting what runs changes nothing. @throws CloneError */
  async start(port?: number): Promise<void> {
    return this.#inTurn(async () => {
      await this.#want('running', port);
      await this.#open();
    });
  }

  /** Stopping what does not run changes nothing. */
  async stop(): Promise<void> {
    this.refuseBuiltIn('stopped');
    return this.#inTurn(async () => {
      await this.#want('stopped');
      await this.#close();
      this.#state = 'stopped';
      this.#reason = undefined;
    });
  }

  /** As it was made: same id, port and tokens, and what its last fixture brings. @throws CloneError */
  async reset(): Promise<void> {
    return this.#inTurn(async () => {
      const wanted = (await this.entry())?.seed;
      // A fixture that cannot be read is found before anything is lost.
      if (wanted !== undefined) await readFixture(wanted);
      await this.#want('running');
      if (this.builtIn && this.#clone) this.builtIn.port = this.#clone.port;
      await this.#close();
      await dropSchema(this.#ground.databaseUrl, schemaOf(this.id));
      this.journal.info('reset');
      await this.#open();
    });
  }

  /** Undefined if it was brought in before. @throws CloneError CLONE_NOT_RUNNING */
  async seed(fixture: Fixture): Promise<Seeded | undefined> {
    return this.#inTurn(async () => {
      const clone = this.running();
      await noteSeed(this.#place, fixture.name);
      const seeded = await clone.seed(fixture);
      if (seeded) this.journal.info(`seeded with ${fixture.name}`);
      if (seeded) await this.builtIn?.renewed(clone);
      return seeded;
    });
  }

  /** The pair that works: after this, no other of its app's does. @param isFresh whether it is to be a new one */
  async tokens({ isFresh }: { isFresh: boolean }): Promise<Entry> {
    return this.#inTurn(async () => {
      if (isFresh) await renewPair(this.#place, this.#ground.random);
      await this.#clone?.settle();
      if (isFresh) this.journal.info('tokens renewed');
      if (isFresh && this.#clone) await this.builtIn?.renewed(this.#clone);
      return entryOf(this.#place);
    });
  }

  /** Nothing is left of it after this. */
  async destroy(): Promise<void> {
    this.refuseBuiltIn('destroyed');
    return this.#inTurn(async () => {
      await this.#want('destroyed');
      await this.#close();
      await dropSchema(this.#ground.databaseUrl, schemaOf(this.id));
      await this.journal.remove();
      await removeEntry(this.#ground.registryPath, this.id);
      this.#state = 'stopped';
    });
  }

  /** It closes with its host, and starts with the next one if it runs now. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#inTurn(() => this.#close());
    await this.journal[Symbol.asyncDispose]();
  }

  get #place() {
    return { cloneId: this.id, registryPath: this.#ground.registryPath };
  }

  async #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  async #open(): Promise<void> {
    if (this.#clone) return;
    this.#state = 'starting';
    this.#reason = undefined;
    try {
      this.#clone = await start({
        id: this.id,
        port: this.builtIn?.port,
        ground: this.#ground,
        log: this.journal,
        furnish: (clone) => this.#furnish(clone),
      });
      this.#state = 'running';
      this.journal.info(`running at ${this.#clone.url}`);
    } catch (error) {
      this.#state = 'failed';
      this.#reason = error instanceof Error ? error.message : String(error);
      this.journal.error(this.#reason);
      throw error;
    }
  }

  /** The app, and what the fixture brings that was asked for last: each is as it was if it is there. */
  async #furnish(clone: Clone): Promise<void> {
    if (this.#isOpenedBefore) await this.builtIn?.renewed(clone);
    if (!this.builtIn) await clone.install(defaultApp(), { requestUrl: null });
    const wanted = (await this.entry())?.seed;
    if (wanted !== undefined) await this.#replay(clone, wanted);
    this.#isOpenedBefore = true;
  }

  #isOpenedBefore = false;

  /** A file that has gone since keeps no workspace from starting. */
  async #replay(clone: Clone, wanted: string): Promise<void> {
    try {
      const seeded = await clone.seed(await readFixture(wanted));
      if (seeded && this.#isOpenedBefore) await this.builtIn?.renewed(clone);
    } catch (error) {
      if (!(error instanceof CloneError)) throw error;
      this.journal.warn(error.message);
    }
  }

  async #close(): Promise<void> {
    const clone = this.#clone;
    this.#clone = undefined;
    await clone?.[Symbol.asyncDispose]();
  }

  /** @throws CloneError CLONE_NOT_RUNNING */
  running(): Clone {
    if (this.#clone) return this.#clone;
    throw new CloneError(
      'CLONE_NOT_RUNNING',
      `${this.id} does not run. Start it: \`botmint clone start ${this.id}\``,
    );
  }

  /** What the next start makes of it, before anything is done: whoever is killed in between goes on there. */
  async #want(wanted: Spun['wanted'], port?: number): Promise<void> {
    if (!this.builtIn)
      await want(this.#place, this.#ground.clock, { wanted, ...(port !== undefined && { port }) });
  }

  /** @throws CloneError CLONE_BUILT_IN */
  refuseBuiltIn(what: 'stopped' | 'destroyed'): void {
    if (!this.builtIn) return;
    throw new CloneError(
      'CLONE_BUILT_IN',
      `${this.id} is where Botmint itself is, and cannot be ${what} while it runs. \`botmint clone reset ${this.id}\` empties it; \`botmint clone spin slack\` makes another.`,
    );
  }
}
