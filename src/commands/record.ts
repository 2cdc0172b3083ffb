import { z } from 'zod';
import { nameOf } from '../core/actor.ts';
import type { AppError, ErrorCode } from '../core/errors.ts';
import * as audit from '../store/audit.ts';
import type { Id } from '../core/ids.ts';
import { type Command, type Context, tokenOf } from './declare.ts';
import { Asked } from './asking.ts';
import { inputsOf } from './declared.ts';

/** As many refusals of one kind have a row each in a minute; the rest of that minute is counted in one. */
const ROWS_A_MINUTE = 10;
const MINUTE_MS = 60_000;

/** Refusals that say only that a person has to type again; they are no attempt at anything. */
const UNREMARKABLE: ReadonlySet<ErrorCode> = new Set(['missing_input', 'invalid_input', 'rate_limited']);

/** Writes the audit row of what was done, in the transaction that does it. `input` is what `run` got. */
export async function recordDone(
  context: Context,
  command: Command,
  input: unknown,
  output: unknown,
): Promise<void> {
  const outcome = Asked.safeParse(output).success ? 'asked' : 'done';
  const more = { subject: tokenOf(command, output) ?? null, note: noteOf(input) };
  await audit.insert(context.db, entryOf(context, command, input, outcome, more));
}

/** Writes the audit row of an answer that was given again with a new secret. */
export async function recordReplayed(context: Context, command: Command, raw: unknown): Promise<void> {
  await audit.insert(context.db, entryOf(context, command, raw, 'replayed'));
}

/** Writes the audit row of a refusal, unless it was only a slip of the pen, or counts it. */
export async function recordRefused(
  context: Context,
  command: Command,
  raw: unknown,
  error: AppError,
): Promise<void> {
  if (UNREMARKABLE.has(error.code)) return;
  const { db } = context;
  const entry = entryOf(context, command, raw, error.code);
  await audit.lockRefusals(db, entry);
  const began = Math.floor(entry.at.getTime() / MINUTE_MS) * MINUTE_MS;
  const rows = await audit.countRefusals(db, entry, new Date(began), ROWS_A_MINUTE);
  if (rows < ROWS_A_MINUTE) return audit.insert(db, entry);
  const open_until = new Date(began + MINUTE_MS);
  if (await audit.countOneMore(db, entry, open_until)) return undefined;
  return audit.insert(db, { ...entry, open_until });
}

function entryOf(
  { ids, clock, actor }: Context,
  command: Command,
  input: unknown,
  outcome: string,
  { subject = null, note = null }: { subject?: Id<'token'> | null; note?: string | null } = {},
) {
  return {
    organization_id: actor.organizationId,
    id: ids.make<'audit_entry'>(),
    at: clock.now(),
    actor_kind: actor.kind,
    actor_id: actor.kind === 'system' ? null : actor.id,
    actor_name: nameOf(actor),
    surface: actor.surface,
    command: command.name,
    target: targetOf(command, input),
    outcome,
    subject,
    note,
  };
}

/** What a bot's name, a token's id and a service's key are made of. What is longer may be a secret that was pasted. */
const NAME = /^[\w.:/@-]{1,64}$/;

const Row = z.object({ id: z.string(), username: z.string().optional(), name: z.string().optional() });

/**
 * What it was done to: the first bot, token or person that the input names, else what stands there without a flag, as
 * in `github:acme`. A refused one is told as it was typed.
 */
function targetOf(command: Command, input: unknown): string | null {
  const given = new Map<string, unknown>(Object.entries(input ?? {}));
  const named = inputsOf(command).find(({ name, reference }) => reference ?? name === command.positional[0]);
  const value = named?.reference ? given.get(named.name) : keyIn(command, given);
  if (typeof value === 'string') return NAME.test(value.trim()) ? value.trim() : null;
  const row = Row.safeParse(value).data;
  if (named?.reference === 'webhook' && row) return `${row.username}/${row.name}`;
  return (named?.reference === 'token' ? row?.id : (row?.username ?? row?.name)) ?? null;
}

/** Undefined where there is none, or it is a secret. */
function keyIn(command: Command, given: ReadonlyMap<string, unknown>): string | undefined {
  const hidden = inputsOf(command).filter(({ secret, unrecorded }) => secret || unrecorded);
  const values = command.positional
    .filter((name) => hidden.every((each) => each.name !== name))
    .map((name) => given.get(name))
    .filter((value) => typeof value === 'string');
  return values.length > 0 ? values.join(':') : undefined;
}

const WithReason = z.object({ reason: z.string() });
const OfRequest = z.object({ id: WithReason });

/** Why it was done: the reason that was given, or that of the request which it answers. */
function noteOf(input: unknown): string | null {
  return WithReason.safeParse(input).data?.reason ?? OfRequest.safeParse(input).data?.id.reason ?? null;
}
