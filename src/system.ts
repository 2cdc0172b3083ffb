import { randomBytes, randomUUID } from 'node:crypto';
import type { Id } from './core/ids.ts';
import type { Clock, Ids, Random } from './core/ports.ts';

/** The machine's own time. */
export const clock: Clock = {
  now: () => new Date(),
  elapsed: () => performance.now(),
};

/** The machine's own chance. */
export const random: Random = { bytes: (count) => randomBytes(count) };

export const ids: Ids = {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- here a UUID is given its noun
  make: <Noun extends string>() => randomUUID() as string as Id<Noun>,
};
