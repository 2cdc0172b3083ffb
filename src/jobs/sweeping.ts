import { setTimeout as sleep } from 'node:timers/promises';
import type { Deps } from '../commands/execute.ts';
import type { Turns } from '../store/turns.ts';
import type { Sweep } from './sweep.ts';

/** How long a sweep may go on when everything closes. It may be broken off at any point. */
const LAST_MS = 1000;

export interface Sweeping {
  sweeps: readonly Sweep[];
  deps: Deps;
  turns: Turns;
  complain: (about: string, error: unknown) => void;
}

/** Does each sweep now, and again and again: never twice at once, here or in another process. */
export function startSweeping({ sweeps, ...means }: Sweeping): AsyncDisposable {
  const closing = new AbortController();
  const running = Promise.all(sweeps.map((each) => repeat(each, means, closing.signal)));
  return {
    async [Symbol.asyncDispose]() {
      closing.abort();
      await Promise.race([running, sleep(LAST_MS, undefined, { ref: false })]);
    },
  };
}

async function repeat(each: Sweep, means: Omit<Sweeping, 'sweeps'>, closing: AbortSignal): Promise<void> {
  while (!closing.aborted) {
    await once(each, means).catch((error: unknown) =>
      means.complain(`The sweep for ${each.name} was broken off`, error),
    );
    await sleep(each.everyMs, undefined, { signal: closing }).catch(() => undefined);
  }
}

async function once(each: Sweep, { turns, deps }: Omit<Sweeping, 'sweeps'>): Promise<void> {
  await using turn = await turns.take(each.name);
  if (turn) await each.sweep(deps);
}
