import { CloneError } from '../clone-error.ts';
import { readFixture } from '../fixtures/fixture.ts';
import { hex, newId } from '../ids.ts';
import { readRegistry, removeEntry, type Spun, updateEntry } from '../install/registry.ts';
import { newEntry } from '../install/secrets.ts';
import type { Ground } from './ground.ts';
import { type BuiltIn, Hosted } from './hosted.ts';
import { choosePort, freePort } from './port.ts';

/** What a workspace is to be like. */
export interface Wanted {
  mode: Spun['mode'];
  name: string | undefined;
  port: number | undefined;
  /** A fixture, by its name or by the path of its file. */
  seed: string | undefined;
  /** Whether Slack's rate tiers hold. They do not unless it is said. */
  tiers?: boolean;
}

/** The workspaces of this process, side by side: each on a port and in a schema of its own. */
export class Host implements AsyncDisposable {
  readonly ground: Ground;
  readonly #hosted = new Map<string, Hosted>();
  #choosing: Promise<unknown> = Promise.resolve();
  /** Resolves when all that are to run do, or have failed. */
  #resumed: Promise<unknown> = Promise.resolve();

  private constructor(ground: Ground) {
    this.ground = ground;
  }

  /**
   * Takes up what the registry says. Those that are to run are started by and by; one that cannot be keeps nobody else
   * from it. @throws CloneError REGISTRY_CORRUPT
   */
  static async open(ground: Ground): Promise<Host> {
    const host = new Host(ground);
    const resuming: Promise<void>[] = [];
    for (const [id, { spun }] of Object.entries(await readRegistry(ground.registryPath))) {
      if (!spun) continue;
      const hosted = await Hosted.open(id, ground);
      host.#hosted.set(id, hosted);
      resuming.push(host.#resume(hosted, spun.wanted));
    }
    host.#resumed = Promise.all(resuming);
    return host;
  }

  /** Opens the workspace that is always there. @throws CloneError */
  async openBuiltIn(id: string, builtIn: BuiltIn): Promise<Hosted> {
    const hosted = await Hosted.open(id, this.ground, builtIn);
    this.#hosted.set(id, hosted);
    await hosted.start();
    return hosted;
  }

  /** The built-in one first. */
  list(): Hosted[] {
    return [...this.#hosted.values()].toSorted(
      (one, other) => Number(other.builtIn !== undefined) - Number(one.builtIn !== undefined),
    );
  }

  /** @throws CloneError CLONE_NOT_FOUND */
  find(id: string): Hosted {
    const found = this.#hosted.get(id);
    if (found) return found;
    const shown = JSON.stringify(id.slice(0, 60));
    throw new CloneError(
      'CLONE_NOT_FOUND',
      `There is no clone ${shown}. \`botmint clone ls\` shows those there are; \`botmint clone spin slack\` makes one.`,
    );
  }

  /** A workspace that was not there before. Where it cannot be made, nothing of it is left. @throws CloneError */
  async spin(wanted: Wanted): Promise<Hosted> {
    if (wanted.seed !== undefined) await readFixture(wanted.seed);
    for (;;) {
      const hosted = await this.#inTurn(() => this.#register(wanted));
      try {
        await hosted.start();
        return hosted;
      } catch (error) {
        await this.#remove(hosted);
        const isTaken = error instanceof CloneError && error.code === 'PORT_IN_USE';
        // Somebody took it between the look and the listening: the next one is tried.
        if (!isTaken || wanted.port !== undefined) throw error;
      }
    }
  }

  /** Moves a workspace to a port, if it is one that it can have. @throws CloneError PORT_IN_USE */
  async refuseTaken(port: number, id?: string): Promise<void> {
    const registry = await readRegistry(this.ground.registryPath);
    const holder = Object.entries(registry).find(
      ([each, { spun }]) => each !== id && spun?.port === port,
    )?.[0];
    if (holder === undefined && (await freePort(port)) !== undefined) return;
    const who = holder ?? 'another program';
    throw new CloneError(
      'PORT_IN_USE',
      `Port ${port} is taken by ${who}. Give another, or leave \`--port\` out for one that is free.`,
    );
  }

  async destroy(hosted: Hosted): Promise<void> {
    await hosted.destroy();
    this.#hosted.delete(hosted.id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resumed;
    await Promise.all([...this.#hosted.values()].map((hosted) => hosted[Symbol.asyncDispose]()));
  }

  async #resume(hosted: Hosted, wanted: Spun['wanted']): Promise<void> {
    try {
      if (wanted === 'destroyed') await this.destroy(hosted);
      else if (wanted === 'running') await hosted.start();
    } catch (error) {
      this.ground.log.warn(error instanceof Error ? error.message : String(error));
    }
  }

  async #remove(hosted: Hosted): Promise<void> {
    await this.destroy(hosted).catch(() => removeEntry(this.ground.registryPath, hosted.id));
    this.#hosted.delete(hosted.id);
  }

  async #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const mine = this.#choosing.then(work);
    this.#choosing = mine.catch(() => undefined);
    return mine;
  }

  /** All that it is made of is in the registry before anything is made of it. */
  async #register({ mode, name, port: wanted, seed, tiers }: Wanted): Promise<Hosted> {
    const { clock, random, registryPath, firstPort } = this.ground;
    const id = await this.#freeId();
    if (wanted !== undefined) await this.refuseTaken(wanted);
    const port = wanted ?? (await choosePort(firstPort, await this.#reserved()));
    const createdAt = clock.now().toISOString();
    await updateEntry(registryPath, id, () => ({
      ...newEntry(random, newId('T', random)),
      ...(seed !== undefined && { seed }),
      spun: {
        template: 'slack',
        mode,
        name: name ?? id,
        port,
        ...(tiers === true && { tiers }),
        wanted: 'running',
        createdAt,
        updatedAt: createdAt,
      },
    }));
    const hosted = await Hosted.open(id, this.ground);
    this.#hosted.set(id, hosted);
    return hosted;
  }

  async #freeId(): Promise<string> {
    const registry = await readRegistry(this.ground.registryPath);
    for (;;) {
      const id = `slack-${hex(2, this.ground.random)}`;
      if (registry[id] === undefined) return id;
    }
  }

  async #reserved(): Promise<Set<number>> {
    const registry = await readRegistry(this.ground.registryPath);
    return new Set(Object.values(registry).flatMap(({ spun }) => spun?.port ?? []));
  }
}
