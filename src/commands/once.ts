import { hash } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import type { Id } from '../core/ids.ts';
import { Secret } from '../core/secret.ts';
import { code, command as typed, say } from '../core/text.ts';
import { shortId } from '../core/tokens.ts';
import * as replays from '../store/replays.ts';
import { type Command, type Context, secretNameOf, tokenOf } from './declare.ts';
import { recordReplayed } from './record.ts';
import { reissue } from './reissue.ts';

/** How long a key is known. */
export const KEPT_MS = 24 * 3_600_000;

/** Who runs Botmint has no id. */
const OPERATOR = '00000000-0000-0000-0000-000000000000';

const KEY = /^[\x20-\x7e]{1,255}$/;

/** What is done around a command that may be asked again under the same key, within its transaction. */
export interface Once<Again> {
  /** Whether it was done before, so that nothing outside has to be reached again; asked before that, if at all. */
  wasDone(context: Context): Promise<boolean>;
  /** The answer of the first time; undefined when this is it. */
  before(context: Context): Promise<Again | undefined>;
  after(context: Context, output: unknown): Promise<void>;
  /** For a refusal that is kept: it is no answer, so the key is free again. */
  release(context: Context): Promise<void>;
}

/** The answer of the first time. A secret in it is another than then: the first was never used, and is dead. */
export interface Replayed {
  kind: 'replayed';
  body: Record<string, unknown>;
}

/** @throws AppError when the key is none, was used for something else, or its secret cannot be given again. */
export function once(command: Command, raw: unknown, key: string): Once<Replayed> {
  const request_hash = hash('sha256', canonical([command.name, raw]), 'buffer');
  // One moment for both looks, so that what the first knows is not past for the second.
  let at: Date | undefined;
  return {
    async wasDone(context) {
      at = context.clock.now();
      const earlier = await replays.findAsked(context.db, keyedBy(context, key), keptSinceOf(at));
      if (earlier && !earlier.request_hash.equals(request_hash)) throw reused();
      return earlier !== undefined;
    },

    async before(context) {
      const keyed = keyedBy(context, key);
      at ??= context.clock.now();
      const keptSince = keptSinceOf(at);
      const isFirst = await replays.take(context.db, { ...keyed, request_hash, created_at: at }, keptSince);
      if (isFirst) return undefined;
      const earlier = await replays.find(context.db, keyed);
      if (!earlier.request_hash.equals(request_hash)) throw reused();
      if (earlier.token_id !== null) return reveal(context, command, raw, earlier);
      if (earlier.body === null) throw secretAlreadyShown(command);
      return { kind: 'replayed', body: earlier.body };
    },

    async after(context, output) {
      const entries = Object.entries(z.record(z.string(), z.unknown()).parse(output));
      const body = Object.fromEntries(entries.filter(([, value]) => !(value instanceof Secret)));
      const hadSecret = entries.length > Object.keys(body).length;
      const token_id = hadSecret ? (tokenOf(command, output) ?? null) : null;
      // A signing key cannot be made anew behind the back of who verifies with it, so that answer is not given again.
      const isGivenAgain = !hadSecret || token_id !== null;
      await replays.keep(context.db, keyedBy(context, key), { body: isGivenAgain ? body : null, token_id });
    },

    async release(context) {
      await replays.drop(context.db, keyedBy(context, key));
    },
  };
}

const keptSinceOf = (at: Date): Date => new Date(at.getTime() - KEPT_MS);

/** What was made in the place of a token. */
const Minted = z.object({ id: z.custom<Id<'token'>>((id) => typeof id === 'string') });

function keyedBy({ actor }: Context, key: string): replays.Keyed {
  if (!KEY.test(key)) {
    throw new AppError(
      'invalid_input',
      say`An ${code('Idempotency-Key')} is 1 to 255 characters of ASCII, such as a UUID.`,
    );
  }
  const actor_id = actor.kind === 'system' ? OPERATOR : actor.id;
  return { organization_id: actor.organizationId, actor_id, key };
}

/** The answer with a new token in the place of the one that nobody has. */
async function reveal(
  context: Context,
  command: Command,
  raw: unknown,
  earlier: replays.Replay,
): Promise<Replayed> {
  const name = secretNameOf(command);
  if (name === undefined || earlier.token_id === null) throw new Error(`${command.name} has no secret`);
  const made = await reissue(context, earlier.token_id);
  if (!made) throw alreadyShown(earlier.token_id);
  const { id } = Minted.parse(made);
  const body = { ...earlier.body, id };
  await replays.keep(context.db, earlier, { body, token_id: id });
  await recordReplayed(context, command, raw);
  return { kind: 'replayed', body: { ...body, [name]: made.access_token } };
}

function reused(): AppError {
  return new AppError(
    'idempotency_key_reused',
    say`This ${code('Idempotency-Key')} was sent with another request before. Send each request with a key of its own.`,
  );
}

function alreadyShown(id: Id<'token'>): AppError {
  return new AppError(
    'already_shown',
    say`This was done before: the token ${code(shortId(id))} was shown then, and is in use or has ended since. Its secret is not shown again; ${typed(`tokens rotate start ${shortId(id)}`)} makes a new one.`,
  );
}

function secretAlreadyShown(command: Command): AppError {
  const next = command.name.startsWith('webhooks ')
    ? say`${typed('webhooks rotate-secret')} makes a new signing key.`
    : say`Ask for another under a key of its own.`;
  return new AppError(
    'already_shown',
    say`This was done before, and its secret was shown then. It is not shown again. ${next}`,
  );
}

/** As JSON with every name in its order, so that the same request has the same text. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, each: unknown) => {
    if (typeof each !== 'object' || each === null || Array.isArray(each)) return each;
    const entries = Object.entries(each);
    return Object.fromEntries(entries.toSorted(([one], [other]) => (one < other ? -1 : 1)));
  });
}
