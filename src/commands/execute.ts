import type { Actor } from '../core/actor.ts';
import type { Checks } from '../core/checks.ts';
import type { Document, Question } from '../core/document.ts';
import { AppError } from '../core/errors.ts';
import type { Issuer } from '../core/jwt.ts';
import type { Homeserver } from '../core/matrix.ts';
import type { Clock, Directory, Egress, Ids, Log, Meter, Random, Tracing, Vault } from '../core/ports.ts';
import type { Secret } from '../core/secret.ts';
import { leftUnsure, takeUpKeys } from './settling.ts';
import type { Database } from '../store/database.ts';
import { auditRead } from './auditing.ts';
import { contextOf } from './context.ts';
import type { Command, Context } from './declare.ts';
import type { LastUsed } from './last-used.ts';
import type { Counting } from './limits.ts';
import type { Lookups } from './lookups.ts';
import { ownUser } from './matrix-accounts.ts';
import { homeserverOf } from './matrix-organization.ts';
import { once, type Once, type Replayed } from './once.ts';
import { parse, refuseWithoutScope } from './parse.ts';
import { isNothing, type Peers, type Stale, together } from './peers.ts';
import type { Polls } from './polls.ts';
import { recordDone } from './record.ts';
import { resolve } from './references.ts';
import { type Refused, refusing } from './refusing.ts';
import { refuseSecretAlone, refuseToShow } from './secrecy.ts';
import { answersIn, refuseWrong, stepsOf, withTaken } from './steps.ts';
import type { Verified } from './verified.ts';

/** All that commands stand on. */
export interface Deps {
  database: Database;
  clock: Clock;
  random: Random;
  ids: Ids;
  issuer: Issuer;
  limits: Counting;
  log: Log;
  peers: Peers;
  verified: Verified;
  lookups: Lookups;
  lastUsed: LastUsed;
  vault: Vault;
  egress: Egress;
  tracing: Tracing;
  meter: Meter;
  directory: Directory;
  /** Undefined where there is none. */
  homeserver?: Homeserver | undefined;
  /** By which the operator is known: it stands in `server.json` as long as this process runs. */
  control: Secret;
  commands: readonly Command[];
  checks: Checks;
  polls: Polls;
  /** Of one request: ends when the one who asks has gone. */
  gone?: AbortSignal | undefined;
}

interface Done {
  kind: 'done';
  output: unknown;
  document: Document;
}

/** What became of a request. */
export type Outcome = Done | Refused | { kind: 'confirm'; question: Question };

/**
 * The only caller of `run`: limit, scope, parse, resolve, run, check output, audit, commit, and until no process believes
 * what is past. Never throws: whatever was thrown is a refusal. Unless `confirmed`, a command that a person has to say
 * yes to answers with its question, and what they are to be asked for is missing where it was left out.
 */
export async function execute(
  command: Command,
  raw: unknown,
  actor: Actor,
  deps: Deps,
  confirmed: boolean,
): Promise<Outcome> {
  return asking<never>(command, raw, actor, deps, { asks: !confirmed });
}

/** As `execute`, for a person whose request may come twice: under the same key it is done once. */
export async function executeHeard(
  command: Command,
  raw: unknown,
  actor: Actor,
  deps: Deps,
  { key, confirmed }: { key: string; confirmed: boolean },
): Promise<Outcome | Replayed> {
  return asking(command, raw, actor, deps, { asks: !confirmed, key, repeatable: once(command, raw, key) });
}

/** Carries out what needs no yes, or has it. */
async function asking<Again extends { kind: string }>(
  command: Command,
  raw: unknown,
  actor: Actor,
  deps: Deps,
  how: How<Again>,
): Promise<Outcome | Again> {
  return refusing<Outcome | Again>(command, raw, actor, deps, async () => {
    const question = command.confirm && how.asks ? await ask(command, raw, actor, deps) : null;
    return question ? { kind: 'confirm', question } : carryOut(command, raw, actor, deps, how);
  });
}

/**
 * As `execute`, for a program that may not hear the answer and ask again: under the same key a write is done once, and
 * answered as the first time. It is asked nothing. `request` is what has to be the same again, where that is not the input.
 */
export async function executeOnce(
  command: Command,
  raw: unknown,
  actor: Actor,
  deps: Deps,
  key: string,
  request = raw,
): Promise<Done | Refused | Replayed> {
  return refusing(command, raw, actor, deps, async () =>
    carryOut(command, raw, actor, deps, {
      asks: false,
      key,
      isSent: true,
      repeatable: once(command, request, key),
    }),
  );
}

/** How a command is carried out: under which key, where there is one, and whether its asker is there to be asked. */
interface How<Again> {
  asks: boolean;
  repeatable?: Once<Again>;
  key?: string;
  /** Did its asker send the key, and can send it again? */
  isSent?: boolean;
}

async function carryOut<Again>(
  command: Command,
  raw: unknown,
  actor: Actor,
  deps: Deps,
  how: How<Again>,
): Promise<Done | Again> {
  refuseWithoutScope(command, actor);
  refuseSecretAlone(command, actor);
  const reached = await reachOut(command, raw, actor, deps, how);
  const mode = command.effect === 'read' ? 'read' : 'write';
  await using transaction = deps.database.begin(actor.organizationId, mode);
  let stale: Stale = {};
  const forget = (more: Stale): void => void (stale = together(stale, more));
  const context = { ...contextOf(transaction, actor, deps), forget };
  const parsed = async (): Promise<object> => read(command, raw, context, how.asks);
  if (mode === 'read') {
    const { input, done } = await run(command, context, await parsed(), 'look', reached);
    if (command.audited) await auditRead(command, input, done.output, actor, deps);
    return done;
  }
  const before = await how.repeatable?.before(context);
  const kept = async (thrown: unknown): Promise<never> => {
    if (thrown instanceof AppError && thrown.keeps) {
      await how.repeatable?.release(context);
      await transaction.commit();
    }
    throw thrown;
  };
  const changing = async () => change(command, context, await parsed(), reached, how.repeatable).catch(kept);
  const outcome = before ?? (await changing());
  const settled = isNothing(stale) ? undefined : await deps.peers.announce(context.db, stale);
  await transaction.commit().catch(leftUnsure);
  await settled?.().catch(leftUnsure);
  if (stale.keys) await takeUpKeys(deps);
  return outcome;
}

/**
 * What a command has to do outside, done, unless it was done under this key before. It looks in a transaction of its
 * own, which is over before.
 */
async function reachOut(
  command: Command,
  raw: unknown,
  actor: Actor,
  deps: Deps,
  { asks, repeatable, key, isSent = false }: How<unknown>,
): Promise<unknown> {
  if (!command.reach) return undefined;
  await using transaction = deps.database.begin(actor.organizationId, 'read');
  const context = contextOf(transaction, actor, deps);
  if (await repeatable?.wasDone(context)) return undefined;
  const input = await resolve(command, context, await read(command, raw, context, asks), 'ask');
  const errand = await command.reach(context, input);
  await transaction[Symbol.asyncDispose]();
  const { egress, polls, gone } = deps;
  const homeserver = await homeserverOf(actor.organizationId, deps);
  const own = async (userId: string): Promise<boolean> =>
    homeserver !== undefined && (await ownUser(actor.organizationId, userId, homeserver, deps));
  const again = command.effect === 'read' ? 'freely' : isSent ? 'under its key' : 'after a look';
  return await errand({ egress, homeserver, own, polls, gone, key: key ?? deps.ids.make(), again });
}

async function change(
  command: Command,
  context: Context,
  parsed: object,
  reached: unknown,
  repeatable: Once<unknown> | undefined,
): Promise<Done> {
  const { input, done } = await run(command, context, parsed, 'change', reached);
  await recordDone(context, command, input, done.output);
  await repeatable?.after(context, done.output);
  return done;
}

async function run(
  command: Command,
  context: Context,
  parsed: object,
  purpose: 'look' | 'change',
  reached: unknown,
): Promise<{ input: object; done: Done }> {
  const input = await resolve(command, context, parsed, purpose);
  const output = command.output.parse(await command.run(context, input, reached));
  const document = command.say(output, { actor: context.actor, now: context.clock.now() });
  refuseToShow(command, context.actor, { output, document });
  return { input, done: { kind: 'done', output, document } };
}

/** The input, with what can be only one thing filled in. */
async function read(command: Command, raw: unknown, context: Context, asks: boolean): Promise<object> {
  const steps = await stepsOf(command, context, answersIn(command, raw));
  refuseWrong(command, steps);
  return parse(command, withTaken(raw, steps), { steps, asks });
}

async function ask(command: Command, raw: unknown, actor: Actor, deps: Deps): Promise<Question | null> {
  refuseWithoutScope(command, actor);
  await using transaction = deps.database.begin(actor.organizationId, 'read');
  const context = contextOf(transaction, actor, deps);
  const parsed = await read(command, raw, context, true);
  const question = await command.question?.(context, await resolve(command, context, parsed, 'ask'));
  if (question === undefined) throw new Error(`${command.name} has to be confirmed and has no question`);
  return question;
}
