import { z } from 'zod';
import { type Actor, maySeeSecrets, nameOf } from '../core/actor.ts';
import type { Document } from '../core/document.ts';
import { AppError } from '../core/errors.ts';
import type { Id } from '../core/ids.ts';
import { mayDo, type Scope, SCOPES, scopesOf } from '../core/scopes.ts';
import { bold, code, command, counted, say } from '../core/text.ts';
import { absoluteAndRelative } from '../core/times.ts';
import { shortId } from '../core/tokens.ts';
import * as claims from '../store/claims.ts';
import * as members from '../store/members.ts';
import { openClaims } from '../store/reminders.ts';
import type { Token } from '../store/tokens.ts';
import type { Context, View } from './declare.ts';
import { mint, type Minted, type Terms } from './minting.ts';
import { grantedForSuccessor, refuseUnlessRotatable } from './rotating.ts';
import { tell } from './tell.ts';

/** How long it can be taken. */
const TAKEN_WITHIN_MS = 7 * 86_400_000;

/** Tokens of one bot that may wait to be taken at once: more would be a flood of messages. */
const MOST_WAITING = 5;

/** A token that is not made yet, in the place of one that may not be shown where it was asked for. */
export const HandedOver = z.object({
  claim: z.object({
    id: z.string(),
    username: z.string(),
    /** Who can take it, and is told. */
    for: z.string(),
    is_yours: z.boolean(),
    scopes: z.array(z.enum(SCOPES)),
    /** The token that it takes the place of. */
    replaces: z.string().nullable(),
    expires_at: z.date(),
  }),
});

export type HandedOver = z.output<typeof HandedOver>;

/** A new token, or where its secret may not be shown, the promise of one to whoever keeps its bot. */
export async function makeOrPromise(
  context: Context,
  { bot, scopes, ...terms }: Terms,
): Promise<Minted | HandedOver> {
  if (maySeeSecrets(context.actor)) return mint(context, { bot, scopes, ...terms });
  const { db, ids, clock } = context;
  const taker = await takerOf(context, bot);
  const waiting = await claims.countHandedOver(db, bot.id, clock.now());
  if (waiting >= MOST_WAITING) throw tooMany(bot.username, waiting, taker);
  const claim = { ...claimFor(context, taker, bot.id), id: ids.make<'claim'>() };
  const { format, label, lifetime, networks, use_limit } = terms;
  await claims.insert(db, {
    ...claim,
    token_id: null,
    terms: { format, label, scopes, lifetime, networks, use_limit },
  });
  await announce(context, taker, claim.id);
  return told(context, taker, bot.username, scopes, { ...claim, token_id: null });
}

/** The promise of a successor to a token: its rotation starts when that is taken. Asked again, it is the same one. */
export async function promiseSuccessor(context: Context, token: Token): Promise<HandedOver> {
  const { db, ids } = context;
  await refuseUnlessRotatable(context, token);
  const taker = await takerOf(context, { ...token, id: token.bot_id });
  const wanted = {
    ...claimFor(context, taker, token.bot_id),
    id: ids.make<'claim'>(),
    token_id: token.id,
    terms: null,
  };
  const [id = wanted.id] = (await openClaims(db, [wanted])).values();
  const claim = (await claims.find(db, id)) ?? wanted;
  // One that a reminder held out is told of now; one that was handed over was told of then.
  if (id === wanted.id || claim.reason !== wanted.reason) await announce(context, taker, id);
  return told(context, taker, token.username, grantedForSuccessor(token, context), claim);
}

/** What was asked for, when somebody takes it elsewhere. */
export function sayHandedOver({ claim }: HandedOver, { actor, now }: View): Document {
  const { username, is_yours, scopes, replaces, expires_at } = claim;
  const until = absoluteAndRelative(expires_at, actor.timeZone, now);
  const who = is_yours ? say`You get` : say`${claim.for} gets`;
  // It may be asked for in the very room in which it is shown.
  const yet = isInMatrix(actor) ? 'made yet' : 'shown here';
  const what =
    replaces === null
      ? say`The token for ${bold(username)}, which ${mayDo(scopes)}, is not ${yet}.`
      : say`The successor of ${code(shortId(replaces))} of ${bold(username)} is not ${yet}.`;
  const how = isInMatrix(actor)
    ? say`${code('Show token')} follows in ${is_yours ? 'our direct room' : say`the direct room of ${claim.for}`}, and makes it when it is answered there.`
    : say`${who} a message in the chat with ${code('Show token')}, which makes it.`;
  return {
    text: say`${what} ${how} It can be taken until ${until}.`,
    note:
      replaces === null
        ? say`Nobody has it before, and what is not taken is never made.`
        : say`The rotation starts when it is taken. Until then ${code(shortId(replaces))} goes on as it is.`,
  };
}

const claimFor = ({ actor, clock }: Context, taker: members.Member, bot: Id<'bot'>) => ({
  organization_id: actor.organizationId,
  member_id: taker.id,
  bot_id: bot,
  reason: 'hand-over' as const,
  created_at: clock.now(),
  expires_at: new Date(clock.now().getTime() + TAKEN_WITHIN_MS),
});

/** Who asked in a room of Matrix waits for it there; else it goes to wherever they are told things. */
async function announce(context: Context, taker: members.Member, claim: Id<'claim'>): Promise<void> {
  const by = askedBy(context, taker);
  const inRoom = isInMatrix(context.actor);
  const where = inRoom ? { where: 'room' as const } : {};
  await tell(context, taker.id, { kind: 'hand_over', claim, by, ...where }, inRoom ? 'matrix' : undefined);
}

/** Whether it was asked in Matrix, where other people read along, or may be let in. */
export const isInMatrix = ({ surface }: Actor): boolean => surface === 'matrix';

const askedBy = ({ actor }: Context, taker: members.Member): string | null =>
  actor.kind === 'member' && actor.id === taker.id ? null : nameOf(actor);

function told(
  { actor }: Context,
  taker: members.Member,
  username: string,
  scopes: Iterable<Scope>,
  { id, token_id, expires_at }: Pick<claims.Claim, 'id' | 'token_id' | 'expires_at'>,
): HandedOver {
  const is_yours = actor.kind === 'member' && actor.id === taker.id;
  const carried = new Set(scopes);
  return {
    claim: {
      id,
      username,
      for: taker.name,
      is_yours,
      scopes: SCOPES.filter((scope) => carried.has(scope)),
      replaces: token_id,
      expires_at,
    },
  };
}

/**
 * The person who asks; for a bot, whoever keeps the one that it is for.
 * @throws AppError when nobody can be told, or they could not take it.
 */
async function takerOf(
  { db, actor }: Context,
  bot: { id: Id<'bot'>; username: string },
): Promise<members.Member> {
  const keepers = actor.kind === 'member' ? [] : await members.keepersOf(db, [bot.id]);
  const id = actor.kind === 'member' ? actor.id : keepers[0]?.keeper;
  const taker = id && (await members.find(db, id));
  if (!taker) throw nobody(bot.username, 'there is nobody here who keeps it');
  if (taker.slack_user_id === null && taker.matrix_user_id === null)
    throw nobody(bot.username, `${taker.name}, who keeps it, cannot be told there`);
  if (!scopesOf(taker.role).has('tokens:write'))
    throw nobody(bot.username, `${taker.name}, who keeps it, may not issue tokens`);
  return taker;
}

function nobody(username: string, why: string): AppError {
  return new AppError(
    'forbidden',
    say`A token is not shown over MCP. Somebody takes it in the chat, and for ${bold(username)} nobody can: ${why}. An admin can issue it there: ${command(`tokens issue -u ${username}`)}`,
  );
}

function tooMany(username: string, waiting: number, { name }: members.Member): AppError {
  return new AppError(
    'already_done',
    say`${counted(waiting, 'token')} of ${bold(username)} wait to be taken already, and ${name} was told of each. Another can be asked for when one is taken, or its time is over.`,
  );
}
