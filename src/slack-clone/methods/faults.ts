import { z } from 'zod';
import { SlackError } from '../api/error.ts';
import { defineMethod } from '../api/method.ts';
import { CALL_FAULTS, DELIVERY_FAULTS } from '../faults.ts';

/** For people who test apps: their own bot's token may ask for all of these. */
const ANYBODY = { bot: [], user: [] };

const whole = z.coerce.number().int();

/**
 * Has something go wrong: with a call of a method, or with something on its way to an app.
 * @param isMethod whether there is one that may go wrong
 */
export const addFaultAmong = (isMethod: (name: string) => boolean) =>
  defineMethod({
    name: 'client.addFault',
    tier: 't4',
    scopes: ANYBODY,
    input: z
      .object({
        method: z.string().optional(),
        event: z.string().optional(),
        fault: z.enum([...CALL_FAULTS, 'duplicate']),
        times: whole.min(0).max(1_000_000).default(1),
        delay_ms: whole.min(0).max(120_000).default(5000),
        retry_after: whole.min(1).max(3600).default(30),
      })
      .refine(({ method, event }) => (method === undefined) !== (event === undefined), {
        path: ['method'],
        message: 'must be there, or event in its place, and not both',
      })
      .refine(({ method = '*' }) => method === '*' || isMethod(method), {
        path: ['method'],
        message: 'must be the name of a method, as chat.postMessage, or * for any',
      })
      .refine(({ method, fault }) => method === undefined || fault !== 'duplicate', {
        path: ['fault'],
        message: `must be one of ${CALL_FAULTS.join(', ')} for a method`,
      })
      .refine(({ event, fault }) => event === undefined || DELIVERY_FAULTS.some((each) => each === fault), {
        path: ['fault'],
        message: `must be one of ${DELIVERY_FAULTS.join(', ')} for an event`,
      }),
    async run({ workspace }, { method, event, times, ...rest }) {
      const on = event === undefined ? { method: method ?? '' } : { event };
      return { fault: workspace.faults.add({ ...rest, on, times: times === 0 ? null : times }) };
    },
  });

export const clientFaults = defineMethod({
  name: 'client.faults',
  tier: 't4',
  scopes: ANYBODY,
  input: z.object({}),
  async run({ workspace }) {
    return { faults: workspace.faults.all() };
  },
});

/** Without an id, all of them. */
export const clientRemoveFault = defineMethod({
  name: 'client.removeFault',
  tier: 't4',
  scopes: ANYBODY,
  input: z.object({ id: z.string().optional() }),
  async run({ workspace }, { id }) {
    const removed = workspace.faults.remove(id);
    if (id !== undefined && removed === 0) throw new SlackError('not_found');
    return { removed };
  },
});

/** The last requests, both ways, the newest first: who asked, which scopes were looked at, how long it took. */
export const clientTraffic = defineMethod({
  name: 'client.traffic',
  tier: 't4',
  scopes: ANYBODY,
  input: z.object({ after: whole.min(0).default(0), limit: whole.min(1).max(500).default(100) }),
  async run({ workspace }, { after, limit }) {
    return { exchanges: workspace.traffic.latest(after, limit) };
  },
});
