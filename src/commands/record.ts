import { z } from 'zod';
import { nameOf } from '../core/actor.ts';
import type { AppError, ErrorCode } from '../core/errors.ts';
import * as audit from '../store/audit.ts';
import type { Command, Context } from './declare.ts';
import { inputsOf } from './inputs.ts';

/** Refusals that say only that a person has to type again; they are no attempt at anything. */
const UNREMARKABLE: ReadonlySet<ErrorCode> = new Set(['missing_input', 'invalid_input', 'rate_limited']);

/** Writes the audit row of what was done, in the transaction that does it. `input` is what `run` got. */
export async function recordDone(context: Context, command: Command, input: unknown): Promise<void> {
  await insert(context, command, input, 'done');
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
  input: unknown,
  outcome: string,
): Promise<void> {
  await audit.insert(db, {
    organization_id: actor.organizationId,
    id: ids.make(),
    at: clock.now(),
    actor_kind: actor.kind,
    actor_id: actor.kind === 'system' ? null : actor.id,
    actor_name: nameOf(actor),
    surface: actor.surface,
    command: command.name,
    target: targetOf(command, input),
    outcome,
    subject: null,
    note: null,
  });
}

/** What a bot's name, a token's id and a service's key are made of. What is longer may be a secret that was pasted. */
const NAME = /^[\w.:/@-]{1,64}$/;

const Row = z.object({ id: z.string(), username: z.string() });

/**
 * What it was done to: the first bot or token that the input names, else what stands there without a flag, as in
 * `github:acme`. A refused one is told as it was typed.
 */
function targetOf(command: Command, input: unknown): string | null {
  const given = new Map<string, unknown>(Object.entries(input ?? {}));
  const named = inputsOf(command).find(({ reference }) => reference);
  const value = named ? given.get(named.name) : keyIn(command, given);
  if (typeof value === 'string') return NAME.test(value.trim()) ? value.trim() : null;
  const row = Row.safeParse(value).data;
  return (named?.reference === 'token' ? row?.id : row?.username) ?? null;
}

const keyIn = ({ positional }: Command, given: ReadonlyMap<string, unknown>): string =>
  positional
    .map((name) => given.get(name))
    .filter((value) => typeof value === 'string')
    .join(':');
