import { z } from 'zod';
import { nameOf } from '../core/actor.ts';
import type { AppError, ErrorCode } from '../core/errors.ts';
import * as audit from '../store/audit.ts';
import { Asked } from './asking.ts';
import type { Command, Context } from './declare.ts';
import { inputsOf } from './inputs.ts';

/** Refusals that say only that a person has to type again; they are no attempt at anything. */
const UNREMARKABLE: ReadonlySet<ErrorCode> = new Set(['missing_input', 'invalid_input', 'rate_limited']);

/** Writes the audit row of what was done, in the transaction that does it. `input` is what `run` got. */
export async function recordDone(
  context: Context,
  command: Command,
  input: unknown,
  output: unknown,
): Promise<void> {
  const isAsked = Asked.safeParse(output).success;
  await insert(context, command, input, isAsked ? 'asked' : 'done', noteOf(input));
}

/** Writes the audit row of an answer that was given again with a new secret. */
export async function recordReplayed(context: Context, command: Command, raw: unknown): Promise<void> {
  await insert(context, command, raw, 'replayed');
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
  note: string | null = null,
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
    note,
  });
}

/** What a bot's name and a token's id are made of. What is longer may be a secret that was pasted. */
const NAME = /^[\w.@-]{1,36}$/;

const Row = z.object({ id: z.string(), username: z.string() });

/** What it was done to: the first bot or token that the input names. A refused one is told as it was typed. */
function targetOf(command: Command, input: unknown): string | null {
  const named = inputsOf(command).find(({ name, reference }) => reference ?? command.positional[0] === name);
  const value: unknown = named && Object.entries(input ?? {}).find(([key]) => key === named.name)?.[1];
  if (typeof value === 'string') return NAME.test(value.trim()) ? value.trim() : null;
  const row = Row.safeParse(value).data;
  return (named?.reference === 'token' ? row?.id : row?.username) ?? null;
}

const WithReason = z.object({ reason: z.string() });
const OfRequest = z.object({ id: WithReason });

/** Why it was done: the reason that was given, or that of the request which it answers. */
function noteOf(input: unknown): string | null {
  return WithReason.safeParse(input).data?.reason ?? OfRequest.safeParse(input).data?.id.reason ?? null;
}
