import type { Deps } from '../commands/execute.ts';

/** Something that is looked for again and again, by one process of the installation at a time. */
export interface Sweep {
  name: string;
  everyMs: number;
  /** Does what is due now, and may be broken off at any point: what is left is found the next time. */
  sweep(deps: Deps): Promise<void>;
}
