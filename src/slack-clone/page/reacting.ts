/** What one does with a message that is there: react, pin, change, delete. What fails is said where it stands. */
import type { Desk } from './desk.ts';
import type { Failure } from './failure.ts';
import { note, tell } from './note.ts';

export interface Spot {
  channel: string;
  place: string;
  ts: string;
}

/** As good as done: somebody was quicker, perhaps this person in another window. */
const done = new Set(['already_reacted', 'no_reaction', 'already_pinned', 'no_pin', 'not_pinned']);

export async function react(desk: Desk, spot: Spot, name: string, adds: boolean): Promise<void> {
  const { channel, ts: timestamp } = spot;
  const method = adds ? 'reactions.add' : 'reactions.remove';
  const answer = await desk.askWeb<{ ok: true }>(method, { channel, timestamp, name });
  if (answer.ok || done.has(answer.error)) return;
  if (answer.error === 'invalid_name') note(desk, spot.place, `There is no emoji called \`:${name}:\`.`);
  else tell(desk, spot.place, answer);
}

export async function pin(desk: Desk, spot: Spot, pins: boolean): Promise<void> {
  const { channel, ts: timestamp } = spot;
  const answer = await desk.askWeb<{ ok: true }>(pins ? 'pins.add' : 'pins.remove', { channel, timestamp });
  if (!answer.ok && !done.has(answer.error)) tell(desk, spot.place, answer);
}

export async function remove(desk: Desk, { channel, place, ts }: Spot): Promise<void> {
  const answer = await desk.askWeb<{ ok: true }>('chat.delete', { channel, ts });
  if (!answer.ok) tell(desk, place, answer);
}

/** Null when it is changed. */
export async function change(desk: Desk, { channel, ts }: Spot, text: string): Promise<Failure | null> {
  const answer = await desk.askWeb<{ ok: true }>('chat.update', { channel, ts, text });
  return answer.ok || answer.error === 'switched' ? null : answer;
}

/** To be read again later, from here. */
export async function markUnread(desk: Desk, { channel, place, ts }: Spot): Promise<void> {
  const before = (Number(ts) - 0.000001).toFixed(6);
  const answer = await desk.askWeb<{ ok: true }>('conversations.mark', { channel, ts: before });
  if (!answer.ok) tell(desk, place, answer);
  else desk.keepUnread.add(channel);
}
