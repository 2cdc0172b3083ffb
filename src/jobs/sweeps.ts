import { sealer } from './sealer.ts';
import type { Sweep } from './sweep.ts';

/** Everything that is looked for again and again. */
export const sweeps: readonly Sweep[] = [sealer];
