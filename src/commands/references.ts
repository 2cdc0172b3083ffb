import { z } from 'zod';
import type { Actor, BotActor } from '../core/actor.ts';
import { AppError } from '../core/errors.ts';
import type { Id } from '../core/ids.ts';
import { BOT_NAME } from '../core/names.ts';
import { bold, code, command, quoted, say } from '../core/text.ts';
import { formatOf, shortId } from '../core/tokens.ts';
import { absolute } from '../core/times.ts';
import * as bots from '../store/bots.ts';
import * as tokens from '../store/tokens.ts';
import type { Choice, Command, Context } from './declare.ts';
import { inputsOf } from './inputs.ts';

/** How many choices are offered at once. */
const OFFERED = 50;

/** What the rows are wanted for: to look at them, to ask about them first, or to change them. */
type Purpose = 'look' | 'ask' | 'change';

/** Turns each reference of a parsed input into its row, bots before tokens; rows to be changed are locked. */
export async function resolve(
  asked: Command,
  context: Context,
  parsed: object,
  purpose: Purpose,
): Promise<Record<string, unknown>> {
  const input: Record<string, unknown> = { ...parsed };
  const references = inputsOf(asked).filter(({ name, reference }) => reference && input[name] !== undefined);
  for (const { name, reference } of references.toSorted(byReference)) {
    const text = z.string().parse(input[name]);
    const named = reference === 'bot' ? botNamed : tokenNamed;
    input[name] = await named(context, name, text, purpose);
  }
  return input;
}

const byReference = (one: { reference?: string }, other: { reference?: string }): number =>
  (one.reference ?? '').localeCompare(other.reference ?? '');

async function botNamed(context: Context, field: string, text: string, purpose: Purpose): Promise<bots.Bot> {
  const { db, clock, actor } = context;
  const username = text.trim().replace(/^@/, '').toLowerCase();
  const bot = BOT_NAME.test(username) ? await bots.findByUsername(db, username, clock.now()) : undefined;
  if (!bot) throw unknownBot(field, text);
  if (bot.deleted_at) throw deletedBot(field, bot, actor);
  if (purpose === 'look') return bot;
  refuseUnlessMine(
    actor,
    { id: bot.id, username, owner_id: bot.owner_id, owner_name: bot.owner_name },
    field,
  );
  if (purpose === 'ask') return bot;
  const locked = await bots.lock(db, bot.id);
  // Somebody may have deleted it, or given it away, since we looked.
  if (!locked || locked.deleted_at)
    throw deletedBot(field, { username, deleted_at: locked?.deleted_at ?? null }, actor);
  return { ...bot, ...locked };
}

function unknownBot(field: string, text: string): AppError {
  const sentence = say`There is no bot named ${quoted(text)}. ${command('bots list')} shows those there are.`;
  return new AppError('unknown_bot', sentence, { field });
}

function deletedBot(
  field: string,
  bot: { username: string; deleted_at: Date | null },
  actor: Actor,
): AppError {
  const when = bot.deleted_at ? ` on ${absolute(bot.deleted_at, actor.timeZone)}` : '';
  const sentence = say`${bold(bot.username)} was deleted${when}. ${command('bots list')} shows the bots there are.`;
  return new AppError('unknown_bot', sentence, { field });
}

/** Members act on bots they own, admins on all; a bot acts on itself alone unless its token says otherwise. */
export function mayActOn(actor: Actor, bot: { id: Id<'bot'>; owner_id: Id<'member'> }): boolean {
  if (actor.kind === 'bot') return actor.id === bot.id || actor.scopes.has('organization:act');
  return actor.role === 'admin' || actor.id === bot.owner_id;
}

function refuseUnlessMine(
  actor: Actor,
  bot: { id: Id<'bot'>; username: string; owner_id: Id<'member'>; owner_name: string },
  field: string,
): void {
  if (mayActOn(actor, bot)) return;
  const sentence =
    actor.kind === 'bot'
      ? say`A bot acts on itself alone: ${bold(actor.username)} cannot change ${bold(bot.username)}.`
      : say`${bot.owner_name} owns ${bold(bot.username)}; only ${bot.owner_name} or an admin can do that.`;
  throw new AppError('forbidden', sentence, { field });
}

async function tokenNamed(
  context: Context,
  field: string,
  text: string,
  purpose: Purpose,
): Promise<tokens.Token> {
  const { db, actor } = context;
  const token = await oneToken(context, field, text.trim().toLowerCase());
  if (purpose === 'look') return token;
  const { bot_id: id, username, owner_id, owner_name } = token;
  refuseUnlessMine(actor, { id, username, owner_id, owner_name }, field);
  if (purpose === 'ask') return token;
  await bots.lock(db, id);
  // Read again under the lock: it may have been revoked while we waited.
  return oneToken(context, field, token.id);
}

/** Any part of an id is enough when it fits one token. */
async function oneToken({ db }: Context, field: string, part: string): Promise<tokens.Token> {
  if (formatOf(part) || part.startsWith('af_bot_') || part.startsWith('eyj')) throw tokenInsteadOfId(field);
  if (!/^[0-9a-f-]{6,36}$/.test(part)) throw unknownToken(field, part);
  const found = await tokens.findByPartOfId(db, part, 3);
  const [token, other] = found;
  if (!token) throw unknownToken(field, part);
  if (other) throw ambiguousToken(field, part, found);
  return token;
}

/** What was pasted is a secret: it is not quoted back. */
function tokenInsteadOfId(field: string): AppError {
  return new AppError(
    'unknown_token',
    say`That is a token, and its id is asked for. Whoever saw it can use it: ${command('tokens list')} shows its id, ${command('tokens revoke')} ends it.`,
    { field },
  );
}

function unknownToken(field: string, part: string): AppError {
  const sentence =
    part.length < 6
      ? say`${quoted(part)} is too short for a token id: six characters or more. ${command('tokens list')} shows the ids.`
      : say`There is no token with the id ${quoted(part)}. ${command('tokens list')} shows those there are.`;
  return new AppError('unknown_token', sentence, { field });
}

function ambiguousToken(field: string, part: string, found: tokens.Token[]): AppError {
  const some = found.flatMap((token, index) => [...say`${index ? ', ' : ''}`, code(token.id)]);
  return new AppError(
    'ambiguous_token',
    say`More than one token has ${quoted(part)} in its id: ${some}. Give more of it.`,
    { field },
  );
}

/** The bots or tokens an actor may act on that fit what was typed. */
export async function choicesOf(
  reference: 'bot' | 'token',
  context: Context,
  typed: string,
): Promise<Choice[]> {
  const like = typed
    .replaceAll(/\p{Cc}/gu, '')
    .trim()
    .toLowerCase();
  return reference === 'bot' ? botChoices(context, like) : tokenChoices(context, like);
}

async function botChoices({ db, clock, actor }: Context, like: string): Promise<Choice[]> {
  const { bot, owner } = withinReach(actor);
  if (bot) return [bot.username].filter((username) => username.includes(like)).map(botChoice);
  const found = await bots.list(db, { limit: OFFERED, at: clock.now(), owner, like });
  return found.map(({ username }) => botChoice(username));
}

const botChoice = (username: string): Choice => ({ value: username, label: username });

async function tokenChoices({ db, clock, actor }: Context, like: string): Promise<Choice[]> {
  const { bot, owner } = withinReach(actor);
  const found = await tokens.listActive(db, { limit: OFFERED, at: clock.now(), bot: bot?.id, owner, like });
  return found.map(({ id, username, label }) => ({
    value: id,
    label: [shortId(id), username, label].filter(Boolean).join(' · ').slice(0, 75),
  }));
}

/** As `mayActOn` has it, for a list: one bot, those of one owner, or neither for all. */
function withinReach(actor: Actor): { bot?: BotActor; owner?: Id<'member'> } {
  if (actor.kind === 'bot') return actor.scopes.has('organization:act') ? {} : { bot: actor };
  return actor.role === 'admin' ? {} : { owner: actor.id };
}
