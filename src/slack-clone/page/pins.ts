import type { Message } from '../protocol.ts';
import type { Desk } from './desk.ts';
import { explain } from './failure.ts';

/** A sentence when it failed. */
export async function readPins(desk: Desk, channel: string): Promise<string | null> {
  const answer = await desk.askWeb<{ ok: true; items: { type: string; message?: Message }[] }>('pins.list', {
    channel,
  });
  if (!answer.ok) return answer.error === 'switched' ? null : explain(answer);
  const messages = answer.items.flatMap(({ message }) => message ?? []);
  desk.store.change({ type: 'pins read', channel, messages });
  return null;
}
