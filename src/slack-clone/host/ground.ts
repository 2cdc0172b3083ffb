import type { Random } from '../ids.ts';
import type { Clock } from '../stamps.ts';
import type { Log } from '../workspace.ts';

/** What all workspaces of a host stand on. */
export interface Ground {
  /** A role that may create schemas in its database. */
  databaseUrl: string;
  /** Where the registry and the logs are. */
  folder: string;
  /** The file, of mode 0600, that holds tokens and signing secrets in readable form. */
  registryPath: string;
  clock: Clock;
  random: Random;
  log: Log;
  /** The first port that a spun workspace may have; 0 takes any. */
  firstPort: number;
  /** How long a workspace may take until it is ready, in milliseconds. */
  patienceMs?: number;
}
