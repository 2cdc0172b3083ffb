import { z } from 'zod';
import type { MatrixRunning } from './running.ts';

/** Asks the homeserver as Botmint does, behind its back: as one of its users. `/join/!room:hs.test` */
export async function asUser(
  { environment, synapse }: Pick<MatrixRunning, 'environment' | 'synapse'>,
  userId: string | undefined,
  method: string,
  path: string,
  body?: object,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const who = userId === undefined ? '' : `?user_id=${encodeURIComponent(userId)}`;
  const response = await fetch(`${synapse.url}/_matrix/client/v3${path}${who}`, {
    method,
    headers: { authorization: `Bearer ${environment['MATRIX_AS_TOKEN'] ?? ''}` },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: z.record(z.string(), z.unknown()).parse(await response.json()) };
}
