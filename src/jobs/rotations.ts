import { type Deps, execute } from '../commands/execute.ts';
import { tokensRotateFinish } from '../commands/tokens-rotate-finish.ts';
import { system } from '../core/actor.ts';
import * as across from '../store/across.ts';
import type { Sweep } from './sweep.ts';

/** At once; the rest the next time. */
const MOST = 200;

/** Finishes rotations whose time is over, and those that are done: the new token is in use, and the old one quiet. */
export const rotations: Sweep = {
  name: 'rotations',
  everyMs: 10_000,
  async sweep(deps: Deps): Promise<void> {
    const found = await across.rotationsToFinish(deps.database.across, deps.clock.now(), MOST);
    for (const { organization_id: organization, id } of found) {
      const outcome = await execute(tokensRotateFinish, { id }, system(organization, 'rotation'), deps, true);
      // Somebody may have been faster.
      if (outcome.kind === 'refused' && outcome.error.code !== 'already_done')
        deps.log.warn(`the rotation of ${id} could not be finished: ${outcome.error.message}`);
    }
  },
};
