import type { Actor } from '../core/actor.ts';
import type { AppError } from '../core/errors.ts';
import { auditRefusal } from './auditing.ts';
import type { Command } from './declare.ts';
import type { Deps } from './execute.ts';
import { refuseOver } from './limits.ts';
import { refuseWithoutScope } from './parse.ts';
import { refusalOf } from './refusal.ts';

export interface Refused {
  kind: 'refused';
  error: AppError;
}

/**
 * Refuses what could not be read, as `execute` would have: who asks too much, or what they may not, is told that first.
 */
export async function refuseUnread(
  command: Command,
  unread: AppError,
  actor: Actor,
  deps: Deps,
): Promise<AppError> {
  const { error } = await refusing(command, undefined, actor, deps, async (): Promise<Refused> => {
    refuseWithoutScope(command, actor);
    throw unread;
  });
  return error;
}

/** Does it, and takes down how that went. Whatever was thrown is a refusal. */
export async function refusing<Result extends { kind: string }>(
  command: Command,
  raw: unknown,
  actor: Actor,
  deps: Deps,
  work: () => Promise<Result>,
): Promise<Result | Refused> {
  const began = deps.clock.elapsed();
  const count = (outcome: string): void =>
    deps.meter.commanded(command.name, outcome, (deps.clock.elapsed() - began) / 1000);
  try {
    refuseOver(await deps.limits.count(actor));
    const result = await work();
    count(result.kind);
    return result;
  } catch (thrown) {
    const error = refusalOf(thrown, deps);
    count(error.code);
    // A database that is away cannot take down that it was.
    const canRecord = error.code !== 'service_unavailable';
    if ((command.effect !== 'read' || command.audited) && canRecord)
      await auditRefusal(command, raw, actor, deps, error);
    return { kind: 'refused', error };
  }
}
