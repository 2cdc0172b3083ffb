import { z } from 'zod';
import type { Actor } from '../core/actor.ts';
import type { Id } from '../core/ids.ts';
import * as tokens from '../store/tokens.ts';
import type { Deps } from './execute.ts';

const Made = z.object({ id: z.custom<Id<'token'>>() });

/**
 * Takes down that the new token of this output was shown; one of which nobody says so is ended after a while. The
 * person has it, so a failure is not theirs: it is logged.
 */
export async function confirmShown(output: unknown, actor: Actor, deps: Deps): Promise<void> {
  const { id } = Made.parse(output);
  try {
    await using transaction = deps.database.begin(actor.organizationId, 'write');
    await tokens.markShown(transaction.db, id, deps.clock.now());
    await transaction.commit();
  } catch (thrown) {
    deps.log.error(`that the new token ${id} was shown could not be taken down: ${String(thrown)}`);
  }
}
