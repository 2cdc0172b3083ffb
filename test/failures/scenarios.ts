import { answers } from './answers.ts';
import { changes } from './changes.ts';
import type { Scenario } from './scenario.ts';
import { stores } from './stores.ts';
import { workers } from './workers.ts';

/** Every fault that the suite makes. */
export const scenarios: readonly Scenario[] = [...workers, ...stores, ...answers, ...changes];
