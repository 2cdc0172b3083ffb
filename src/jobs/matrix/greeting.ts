import { setTimeout as sleep } from 'node:timers/promises';
import { homeserverFault, isOurCredential } from '../../core/homeserver-fault.ts';
import type { Log } from '../../core/ports.ts';

/** How long to wait after the first failure; each wait is twice the last, up to the longest. */
const FIRST_MS = 1000;
const LONGEST_MS = 30_000;

export interface GreetingOptions {
  /** Makes what Botmint needs at the homeserver. @throws as `Homeserver` */
  greet(): Promise<void>;
  /** Has it redeliver at once what waits. @throws as `Homeserver` */
  ping(): Promise<void>;
  log: Log;
  /** How often it is pinged: what waits for Botmint while it is not reached comes no later than that. */
  everyMs?: number;
}

/**
 * Greets the homeserver as soon as it answers, and stays in touch: what it could not tell for a while it tells when it
 * is pinged, and else minutes later. Of each thing that goes wrong, and of its end, is said once.
 */
export function startGreeting(options: GreetingOptions): AsyncDisposable {
  const closing = new AbortController();
  const running = run(options, closing.signal);
  return {
    async [Symbol.asyncDispose]() {
      closing.abort();
      await running;
    },
  };
}

async function run(options: GreetingOptions, closing: AbortSignal): Promise<void> {
  const { log, everyMs = LONGEST_MS } = options;
  const isOver = (): boolean => closing.aborted;
  let isGreeted = false;
  let said = '';
  let wait = FIRST_MS;
  while (!isOver()) {
    try {
      // Stopping does not wait for it.
      await orAborted(isGreeted ? options.ping() : options.greet(), closing);
      if (said !== '') log.warn('The homeserver and Botmint reach each other.');
      [isGreeted, said, wait] = [true, '', FIRST_MS];
      await sleep(everyMs, undefined, { signal: closing });
    } catch (error) {
      if (isOver()) return;
      const fault = homeserverFault(error);
      // Whoever asks it anything sounds that alarm.
      if (fault !== said && !isOurCredential(error))
        log.warn(`${fault} Botmint goes on without it, and tries again until it is well.`);
      [isGreeted, said] = [false, fault];
      await sleep(wait, undefined, { signal: closing }).catch(() => undefined);
      wait = Math.min(wait * 2, LONGEST_MS);
    }
  }
}

async function orAborted(work: Promise<void>, closing: AbortSignal): Promise<void> {
  const ended = new AbortController();
  const aborted = new Promise<never>((_resolve, reject) =>
    closing.addEventListener('abort', () => reject(new Error('closing')), {
      once: true,
      signal: ended.signal,
    }),
  );
  try {
    await Promise.race([work, aborted]);
  } finally {
    ended.abort();
    work.catch(() => undefined);
  }
}
