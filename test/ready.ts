import { setTimeout as sleep } from 'node:timers/promises';

/** What a process answers once it is ready: its queue opens by and by. */
export async function untilReady(address: string, tries = 200): Promise<unknown> {
  const response = await fetch(`${address}/readyz`);
  const parts: unknown = await response.json();
  if (response.ok) return parts;
  if (tries === 0) throw new Error(`not ready: ${JSON.stringify(parts)}`);
  await sleep(50);
  return untilReady(address, tries - 1);
}
