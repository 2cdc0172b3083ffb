/**
 * Follows `client.events` until it is stopped. A broken connection is taken up where it broke, after a wait that
 * doubles up to 8 s, so that a workspace that restarts is found again soon and one that is gone is left in peace.
 */
import type { ClientEvent } from '../protocol.ts';
import { streamReader } from './stream.ts';

interface Listener {
  heard(event: ClientEvent): void;
  connected(connected: boolean): void;
  /** The token is not taken any more; listening ends. */
  refused(): void;
}

/** The workspace speaks every 15 s; a line that is silent for longer than this is dead, though nobody said so. */
const silence = 40_000;

export async function listen(token: string, listener: Listener, stop: AbortSignal): Promise<void> {
  const place = { last: null as string | null, failures: 0 };
  while (!stop.aborted) {
    const outcome = await follow(token, listener, stop, place);
    if (stop.aborted) return;
    if (outcome === 'refused') return listener.refused();
    listener.connected(false);
    await pause(Math.min(8000, 250 * 2 ** place.failures++), stop);
  }
}

async function follow(
  token: string,
  listener: Listener,
  stop: AbortSignal,
  place: { last: string | null; failures: number },
): Promise<'broken' | 'refused'> {
  const quiet = new AbortController();
  let timer = setTimeout(() => quiet.abort(), silence);
  try {
    const headers = {
      authorization: `Bearer ${token}`,
      ...(place.last === null ? {} : { 'last-event-id': place.last }),
    };
    const response = await fetch('/api/client.events', {
      headers,
      signal: AbortSignal.any([stop, quiet.signal]),
      cache: 'no-store',
    });
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
    if (response.status === 401 || (response.ok && !isStream)) return 'refused';
    if (!response.ok || !response.body) return 'broken';
    listener.connected(true);
    place.failures = 0;
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    const read = streamReader();
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return 'broken';
      clearTimeout(timer);
      timer = setTimeout(() => quiet.abort(), silence);
      for (const { id, data } of read(value)) {
        place.last = id ?? place.last;
        const event: ClientEvent = JSON.parse(data);
        listener.heard(event);
      }
    }
  } catch {
    return 'broken';
  } finally {
    clearTimeout(timer);
  }
}

const pause = (milliseconds: number, stop: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    stop.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
