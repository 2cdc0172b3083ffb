import type { AppError, ErrorCode } from '../core/errors.ts';
import * as audit from '../store/audit.ts';
import type { Command, Context } from './declare.ts';
import { inputsOf } from './inputs.ts';

/** Refusals that say only that a person has to type again; they are no attempt at anything. */
const UNREMARKABLE: ReadonlySet<ErrorCode> = new Set(['missing_input', 'invalid_input', 'rate_limited']);

/** Writes the audit row of what was done, in the transaction that does it. */
export async function recordDone(context: Context, command: Command, raw: unknown): Promise<void> {
  await insert(context, command, raw, 'done');
}

/** Writes the audit row of a refusal, unless it was only a slip of the pen. */
export async function recordRefused(
  context: Context,
  command: Command,
  raw: unknown,
  error: AppError,
): Promise<void> {
  if (!UNREMARKABLE.has(error.code)) await insert(context, command, raw, error.code);
}

async function insert(
  { db, ids, clock, actor }: Context,
  command: Command,
  raw: unknown,
  outcome: string,
): Promise<void> {
  await audit.insert(db, {
    organization_id: actor.organizationId,
    id: ids.make(),
    at: clock.now(),
    actor_kind: actor.kind,
    actor_id: actor.id,
    actor_name: actor.kind === 'bot' ? actor.username : actor.name,
    surface: actor.surface,
    command: command.name,
    target: targetOf(command, raw),
    outcome,
  });
}

/** What it was done to: the first bot or token that the input names, cut so that no pasted secret fits. */
function targetOf(command: Command, raw: unknown): string | null {
  const named = inputsOf(command).find(({ name, reference }) => reference ?? command.positional[0] === name);
  const value: unknown = named && Object.entries(raw ?? {}).find(([key]) => key === named.name)?.[1];
  return typeof value === 'string' ? value.replaceAll(/\p{Cc}/gu, '').slice(0, 36) : null;
}
