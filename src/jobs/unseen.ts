import { type Deps, execute } from '../commands/execute.ts';
import { tokensRevoke } from '../commands/tokens-revoke.ts';
import { system } from '../core/actor.ts';
import * as across from '../store/across.ts';
import type { Sweep } from './sweep.ts';

/** How long a new token may be on its way to whom it is shown, in milliseconds. */
const UNDERWAY_MS = 120_000;

/** At once; the rest the next time. */
const MOST = 200;

/** Ends tokens that nobody saw, because the process that made them stopped before it showed them. */
export const unseen: Sweep = {
  name: 'unseen tokens',
  everyMs: 15_000,
  async sweep(deps: Deps): Promise<void> {
    const at = deps.clock.now();
    const before = new Date(at.getTime() - UNDERWAY_MS);
    const found = await across.unseenTokens(deps.database.across, before, at, MOST);
    for (const { organization_id: organization, id } of found) {
      const outcome = await execute(tokensRevoke, { id }, system(organization, 'unseen'), deps, true);
      // It may have been shown since.
      if (outcome.kind === 'refused' && outcome.error.code !== 'already_done')
        deps.log.warn(`the token ${id}, which nobody saw, could not be ended: ${outcome.error.message}`);
    }
  },
};
