/** What is open, as the address says it: a reload and the browser's own way back lead there. */
import type { HomeTab } from '../protocol.ts';
import type { Browsing, Side, Workspace } from './state.ts';

/** The address of no conversation: where the way back leads. */
export const list = '#/';

export type Address =
  | { kind: 'list' }
  | { kind: 'browsing'; browsing: Browsing }
  | { kind: 'channel'; channel: string; tab: HomeTab; side: Side | null };

export function addressOf({ open, browsing, tab, side }: Workspace): string {
  if (browsing !== null) return `#/${browsing}`;
  if (open === null) return list;
  if (tab === 'home') return `#/${open}/home`;
  if (side === null) return `#/${open}`;
  return side.kind === 'thread' ? `#/${open}/thread/${side.ts}` : `#/${open}/${side.kind}`;
}

/** Null where the address says nothing. */
export function readAddress(hash: string): Address | null {
  if (hash === list) return { kind: 'list' };
  const [, word] = /^#\/(apps|channels)$/.exec(hash) ?? [];
  if (word === 'apps' || word === 'channels') return { kind: 'browsing', browsing: word };
  const found = /^#\/([CDG][A-Z0-9]+)(?:\/(home|about|pins|later|inspector)|\/thread\/(\d+\.\d+))?$/.exec(
    hash,
  );
  const [, channel, what, ts] = found ?? [];
  if (channel === undefined) return null;
  const tab = what === 'home' ? 'home' : 'messages';
  return { kind: 'channel', channel, tab, side: readSide(what, ts) };
}

function readSide(what: string | undefined, ts: string | undefined): Side | null {
  if (ts !== undefined) return { kind: 'thread', ts };
  switch (what) {
    case 'about':
    case 'pins':
    case 'later':
    case 'inspector':
      return { kind: what };
    case undefined:
    default:
      return null;
  }
}
