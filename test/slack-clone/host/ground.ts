import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Ground } from '../../../src/slack-clone/host/ground.ts';

/**
 * What a host stands on in a test. @param step called each time that it asks for the time or for chance, but for what
 * looks every half second what is due: how often it does depends on how busy the machine is.
 */
export function groundIn(databaseUrl: string, home: string, step: () => void): Ground {
  return {
    databaseUrl,
    folder: home,
    registryPath: join(home, 'registry.json'),
    clock: {
      now: () => {
        if (!new Error('asked').stack?.includes('/due.ts')) step();
        return new Date();
      },
    },
    random: {
      bytes: (count) => {
        step();
        return randomBytes(count);
      },
    },
    log: { warn: () => undefined, error: () => undefined },
    firstPort: 0,
  };
}
