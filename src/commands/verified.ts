import type { BlockList } from 'node:net';
import type { BotActor, Surface } from '../core/actor.ts';
import { networksOf } from '../core/addresses.ts';
import type { Lease } from '../core/lease.ts';
import { narrowed, type Scope, scopesOf } from '../core/scopes.ts';
import type { PresentedToken } from '../store/across.ts';
import type { Stale } from './peers.ts';

/** Tokens kept at once. */
const MOST = 100_000;

/** How exact the order of last use is. */
const MOVED_MS = 250;

/** A token as it is kept: its row, and what is made of it once. */
export interface Kept {
  row: PresentedToken;
  scopes: ReadonlySet<Scope>;
  /** Undefined for one that may be used from anywhere. */
  networks: BlockList | undefined;
  /** Who it is, where it was presented: the same one each time, as long as it is kept. */
  actors: Partial<Record<Surface, BotActor>>;
  /** When it was put last in the order of use, by the lease's clock. */
  movedAt: number;
}

/** What a row comes to. */
export function keptOf(row: PresentedToken): Kept {
  const owner = row.owner_is_deactivated ? new Set<never>() : scopesOf(row.owner_role);
  const networks = row.networks.length === 0 ? undefined : networksOf(row.networks);
  return { row, scopes: narrowed(row.scopes, owner), networks, actors: {}, movedAt: -Infinity };
}

/** Tokens that were looked up, by their hash: used only while this process holds its lease. The least lately used goes. */
export class Verified {
  readonly #lease: Lease;
  readonly #most: number;
  readonly #kept = new Map<string, Kept>();
  readonly #keys = new Map<string, string>();
  #generation = 0;

  constructor(lease: Lease, most = MOST) {
    this.#lease = lease;
    this.#most = most;
  }

  /** Changes whenever something became stale: what was looked up in an earlier one is not kept. */
  get generation(): number {
    return this.#generation;
  }

  find(key: string): Kept | undefined {
    const at = this.#lease.elapsed();
    const kept = this.#lease.isHeld(at) ? this.#kept.get(key) : undefined;
    if (!kept) return undefined;
    if (at - kept.movedAt >= MOVED_MS) {
      // Set anew, so that the map's order is the order of last use.
      kept.movedAt = at;
      this.#kept.delete(key);
      this.#kept.set(key, kept);
    }
    return kept;
  }

  /** Keeps what was looked up since `generation`, unless something became stale meanwhile. */
  keep(key: string, kept: Kept, generation: number): void {
    if (generation !== this.#generation || !this.#lease.isHeld()) return;
    this.#kept.set(key, kept);
    this.#keys.set(kept.row.id, key);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > this.#most && oldest !== undefined) this.#remove(oldest);
  }

  drop({ tokens = [], bots = [], members = [], organization, everything }: Stale): void {
    this.#generation += 1;
    if (everything) {
      this.#kept.clear();
      this.#keys.clear();
      return;
    }
    for (const id of tokens) this.#remove(this.#keys.get(id));
    if (bots.length + members.length === 0 && organization === undefined) return;
    for (const [key, { row }] of this.#kept) {
      const isStale =
        row.organization_id === organization || bots.includes(row.bot_id) || members.includes(row.owner_id);
      if (isStale) this.#remove(key);
    }
  }

  #remove(key: string | undefined): void {
    const kept = key === undefined ? undefined : this.#kept.get(key);
    if (key === undefined || !kept) return;
    this.#kept.delete(key);
    this.#keys.delete(kept.row.id);
  }
}
