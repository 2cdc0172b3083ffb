import type { Actor } from '../core/actor.ts';
import * as tokens from '../store/tokens.ts';
import { type Command, tokenOf } from './declare.ts';
import type { Deps } from './execute.ts';

/**
 * Takes down that the new token of this output was shown; one of which nobody says so is ended after a while. The
 * person has it, so a failure is not theirs: it is logged.
 */
export async function confirmShown(
  command: Command,
  output: unknown,
  actor: Actor,
  deps: Deps,
): Promise<void> {
  const id = tokenOf(command, output);
  // A signing key that nobody saw lets nobody in: there is nothing to wait for.
  if (!id) return;
  try {
    await using transaction = deps.database.begin(actor.organizationId, 'write');
    await tokens.markShown(transaction.db, id, deps.clock.now());
    await transaction.commit();
  } catch (thrown) {
    deps.log.error(`that the new token ${id} was shown could not be taken down: ${String(thrown)}`);
  }
}
