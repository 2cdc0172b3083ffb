/** A sentence of the page's own in a conversation. Only this person sees it, and a reload takes it away. */
import { now } from './clock.ts';
import type { Desk } from './desk.ts';
import { explain, type Failure } from './failure.ts';

let count = 0;

/** An id that no other line of this window has. */
export const localId = (): string => `local ${++count}`;

export const localTs = (): string => (now() / 1000).toFixed(6);

export function note(desk: Desk, channel: string, sentence: string, retry: string | null = null): void {
  desk.store.change({
    type: 'line placed',
    channel,
    line: { kind: 'note', id: localId(), ts: localTs(), sentence, retry },
  });
}

/** Says why something failed, unless somebody else has come to the desk meanwhile: it is not theirs to hear. */
export function tell(desk: Desk, channel: string, failure: Failure): void {
  if (failure.error !== 'switched') note(desk, channel, explain(failure));
}
