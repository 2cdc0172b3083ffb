/** What went to and fro, and what is to go wrong on purpose. */
import type { CallFault, DeliveryFault, Exchange, Fault } from '../../protocol.ts';
import type { Desk } from '../desk.ts';
import { explain } from '../failure.ts';

/** The newest first; a sentence when it cannot be read. @param after the last one that is known */
export async function readTraffic(desk: Desk, after: number): Promise<Exchange[] | string> {
  const answer = await desk.ask<{ ok: true; exchanges: Exchange[] }>('client.traffic', { after });
  return answer.ok ? answer.exchanges : explain(answer);
}

export async function readFaults(desk: Desk): Promise<Fault[] | string> {
  const answer = await desk.ask<{ ok: true; faults: Fault[] }>('client.faults', {});
  return answer.ok ? answer.faults : explain(answer);
}

/** As it is filled in. */
export interface Wish {
  on: 'method' | 'event';
  name: string;
  fault: CallFault | DeliveryFault;
  times: string;
  /** Seconds: how late, or how long to wait. */
  seconds: string;
}

/** A sentence when it failed, else null. */
export async function addFault(desk: Desk, wish: Wish): Promise<string | null> {
  const { on, name, fault, times, seconds } = wish;
  const answer = await desk.ask<{ ok: true }>('client.addFault', {
    [on]: name.trim() === '' ? '*' : name.trim(),
    fault,
    times: Number(times),
    ...(fault === 'slow' && { delay_ms: Math.round(Number(seconds) * 1000) }),
    ...(fault === 'ratelimited' && { retry_after: Number(seconds) }),
  });
  if (answer.ok) return null;
  return answer.error === 'invalid_arguments'
    ? 'One of these numbers is too large. Up to 1,000,000 times, 120 seconds late, 3600 seconds of waiting.'
    : explain(answer);
}

/** It may have ended by itself in the meantime. */
export async function removeFault(desk: Desk, id: string): Promise<string | null> {
  const answer = await desk.ask<{ ok: true }>('client.removeFault', { id });
  return answer.ok || answer.error === 'not_found' ? null : explain(answer);
}

const said: Record<CallFault | DeliveryFault, string> = {
  slow: 'comes late',
  drop: 'gets lost',
  lose_answer: 'is carried out, and its answer gets lost',
  ratelimited: 'is refused as too many',
  server_error: 'fails with HTTP 500',
  expired_trigger: 'has an expired trigger',
  duplicate: 'comes twice',
};

export const calls: CallFault[] = [
  'slow',
  'drop',
  'lose_answer',
  'ratelimited',
  'server_error',
  'expired_trigger',
];
export const deliveries: DeliveryFault[] = ['slow', 'drop', 'duplicate'];

/** What goes wrong, as the end of a sentence. */
export const wordsOf = (fault: CallFault | DeliveryFault): string => said[fault];

/** chat.postMessage comes late by 5 s, once more */
export function sentenceOf({ on, fault, times, delay_ms, retry_after }: Fault): string {
  const name = 'method' in on ? on.method : on.event;
  const what = name === '*' ? ('method' in on ? 'Any call' : 'All that goes to apps') : name;
  const more = { slow: ` by ${delay_ms / 1000} s`, ratelimited: `, to wait ${retry_after} s` };
  const detail = fault === 'slow' || fault === 'ratelimited' ? more[fault] : '';
  const often = times === null ? 'until you remove it' : times === 1 ? 'once more' : `${times} more times`;
  return `${what} ${wordsOf(fault)}${detail}, ${often}`;
}
