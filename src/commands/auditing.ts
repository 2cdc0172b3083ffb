import type { Actor } from '../core/actor.ts';
import type { AppError } from '../core/errors.ts';
import { contextOf } from './context.ts';
import type { Command } from './declare.ts';
import type { Deps } from './execute.ts';
import { recordDone, recordRefused } from './record.ts';
import { tell } from './tell.ts';

/** A read is audited in a transaction of its own, since its own can write nothing; unaudited, it is not answered. */
export async function auditRead(
  command: Command,
  input: unknown,
  output: unknown,
  actor: Actor,
  deps: Deps,
): Promise<void> {
  await using transaction = deps.database.begin(actor.organizationId, 'write');
  await recordDone(contextOf(transaction, actor, deps), command, input, output);
  await transaction.commit();
}

/** A refusal is audited in a transaction of its own: the one it ended is gone. */
export async function auditRefusal(
  command: Command,
  raw: unknown,
  actor: Actor,
  deps: Deps,
  error: AppError,
): Promise<void> {
  try {
    await using transaction = deps.database.begin(actor.organizationId, 'write');
    const context = contextOf(transaction, actor, deps);
    await recordRefused(context, command, raw, error);
    for (const { to, notice } of error.incident) await tell(context, to, notice);
    await transaction.commit();
  } catch (thrown) {
    deps.log.error(`a refused ${command.name} could not be audited: ${String(thrown)}`);
  }
}
