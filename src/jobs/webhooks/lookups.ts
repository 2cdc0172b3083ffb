import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { hostOf } from '../../core/destinations.ts';

/** All addresses of a name. Rejects where it has none. */
export type Lookup = (hostname: string) => Promise<readonly { address: string }[]>;

/** Looking a name up took too long. */
export class Late extends Error {}

const system: Lookup = (hostname) => lookup(hostname, { all: true, order: 'verbatim' });

/**
 * Looks names up, afresh each time. What is being looked up is not looked up a second time meanwhile: the system does
 * so with four threads that all of the process shares, and a slow name must not take them all.
 */
export class Lookups {
  readonly #lookup: Lookup;
  readonly #underway = new Map<string, Promise<readonly string[]>>();

  constructor(ask: Lookup = system) {
    this.#lookup = ask;
  }

  /** The addresses of a URL's hostname. @throws Late when the signal comes first, and what the lookup throws. */
  async addressesOf(hostname: string, signal: AbortSignal): Promise<readonly string[]> {
    if (signal.aborted) throw new Late();
    const host = hostOf(hostname);
    // Node asks no lookup for what is an address already, so neither is one asked here.
    if (isIP(host) !== 0) return [host];
    const late = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(new Late()), { once: true });
    });
    return Promise.race([this.#underway.get(host) ?? this.#ask(host), late]);
  }

  #ask(host: string): Promise<readonly string[]> {
    const asked = this.#lookup(host)
      .then((found) => found.map(({ address }) => address))
      .finally(() => this.#underway.delete(host));
    this.#underway.set(host, asked);
    return asked;
  }
}
