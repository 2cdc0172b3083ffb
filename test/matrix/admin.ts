import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Synapse } from './synapse.ts';

const User = z.looseObject({ displayname: z.string().nullish(), deactivated: z.boolean() });

/** Who administers the homeserver, and sees what others do not. */
export interface Admin {
  /** Undefined for one that is not there. */
  user(userId: string): Promise<z.output<typeof User> | undefined>;
  /** Resolves when the user is like this, within ten seconds. */
  until(userId: string, like: Partial<z.output<typeof User>>): Promise<void>;
  /** Asks the homeserver anything, as its admin. */
  ask(
    method: string,
    path: string,
    body?: object,
  ): Promise<{ status: number; body: Record<string, unknown> }>;
}

const WAIT_MS = 10_000;

export async function openAdmin(synapse: Synapse): Promise<Admin> {
  const token = await synapse.register('root', { isAdmin: true });
  const ask: Admin['ask'] = async (method, path, body) => {
    const response = await fetch(synapse.url + path, {
      method,
      headers: { authorization: `Bearer ${token}` },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: z.record(z.string(), z.unknown()).parse(await response.json()) };
  };
  const user: Admin['user'] = async (userId) => {
    const answer = await ask('GET', `/_synapse/admin/v2/users/${encodeURIComponent(userId)}`);
    return answer.status === 200 ? User.parse(answer.body) : undefined;
  };
  return {
    ask,
    user,
    async until(userId, like) {
      const end = performance.now() + WAIT_MS;
      for (;;) {
        const found = await user(userId).catch(() => undefined);
        if (found && Object.entries(like).every(([name, value]) => found[name] === value)) return;
        if (performance.now() > end) throw new Error(`${userId} is ${JSON.stringify(found)}`);
        await sleep(20);
      }
    },
  };
}
