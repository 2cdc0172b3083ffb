import type { Clock, Log } from '../core/ports.ts';

const EVERY_MS = 10_000;

/**
 * Says what goes wrong over and over, but no more than every ten seconds: a database that is away has a queue complain
 * thousands of times a second.
 */
export function complaints(log: Log, clock: Clock): (about: string, error: unknown) => void {
  const said = new Map<string, { at: number; passedOver: number }>();
  return (about, error) => {
    const last = said.get(about);
    if (last && clock.elapsed() < last.at + EVERY_MS) {
      last.passedOver += 1;
      return;
    }
    const again = last?.passedOver ? ` (and ${last.passedOver} times more since the last)` : '';
    log.warn(`${about}: ${reason(error)}${again}`);
    said.set(about, { at: clock.elapsed(), passedOver: 0 });
  };
}

/** The first line of it, short. */
export function reason(error: unknown): string {
  // An address with several numbers fails with an error of several, which has no words of its own.
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const words = first instanceof Error ? first.message || first.name : String(first);
  return (words.split('\n')[0] ?? '').slice(0, 200);
}
