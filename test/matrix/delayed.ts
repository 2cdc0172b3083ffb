import { z } from 'zod';
import { COMMAND_BOT, type MatrixRunning } from './running.ts';

/** What the homeserver is to send by itself, later (MSC4140). */
const Delayed = z.object({
  delay_id: z.string(),
  delay: z.number(),
  type: z.string(),
  content: z.record(z.string(), z.unknown()),
});

type Delayed = z.output<typeof Delayed>;

const PATH = '/_matrix/client/unstable/org.matrix.msc4140/delayed_events';

/** What it is to send as the command bot. */
export async function delayedOf({ synapse, environment }: MatrixRunning): Promise<Delayed[]> {
  const response = await fetch(`${synapse.url}${PATH}?user_id=${encodeURIComponent(COMMAND_BOT)}`, {
    headers: { authorization: `Bearer ${environment['MATRIX_AS_TOKEN'] ?? ''}` },
  });
  return z.object({ delayed_events: z.array(Delayed) }).parse(await response.json()).delayed_events;
}

/** Has it send that now, as if its time had come. */
export async function sendNow({ synapse }: MatrixRunning, { delay_id: id }: Delayed): Promise<void> {
  const body = JSON.stringify({ action: 'send' });
  const response = await fetch(`${synapse.url}${PATH}/${id}`, { method: 'POST', body });
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
}
