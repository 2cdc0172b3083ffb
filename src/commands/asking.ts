import { z } from 'zod';
import type { Document } from '../core/document.ts';
import { AppError } from '../core/errors.ts';
import type { Id } from '../core/ids.ts';
import { defaultScopes, mayDo, type Scope, SCOPES } from '../core/scopes.ts';
import { bold, command, counted, listed, say, type Text } from '../core/text.ts';
import { absoluteAndRelative } from '../core/times.ts';
import * as approvals from '../store/approvals.ts';
import * as bots from '../store/bots.ts';
import * as members from '../store/members.ts';
import * as policies from '../store/policies.ts';
import * as tokens from '../store/tokens.ts';
import { close } from './answering.ts';
import { wanted } from './approval-words.ts';
import type { Wanted } from './bots-create.ts';
import type { Context, View } from './declare.ts';
import { emit } from './emit.ts';
import { toldApproval } from './happened.ts';
import { tell } from './tell.ts';

/** How long a request can be answered. */
const ANSWERABLE_MS = 7 * 86_400_000;

/** What somebody else has to approve first, in the place of what was asked for. */
export const Asked = z.object({
  approval: z.object({
    id: z.string(),
    kind: z.enum(['bots', 'scopes']),
    username: z.string(),
    added_scopes: z.array(z.enum(SCOPES)),
    /** Whom: a channel, or people. */
    asked: z.string(),
    expires_at: z.date(),
  }),
});

type Asked = z.output<typeof Asked>;

/** A bot as it is to be made when somebody approves it. */
export const WantedBot = z.object({
  username: z.string(),
  display_name: z.string().optional(),
  description: z.string().optional(),
  backup_owner: z.custom<Id<'member'>>().optional(),
});

/** A token as it is to be claimed when somebody approves it. */
export const WantedToken = z.object({
  format: z.enum(['jwt', 'opaque']),
  label: z.string().nullable(),
  scopes: z.array(z.enum(SCOPES)).readonly(),
  /** Seconds. */
  lifetime: z.int(),
  networks: z.array(z.string()).readonly(),
  use_limit: z.int().nullable(),
});

/** Asks for this bot, where making one has to be approved; undefined where nothing has to be asked. */
export async function askForBot(
  context: Context,
  { backup_owner, ...bot }: Wanted,
  reason: string | undefined,
): Promise<Asked | undefined> {
  const { db, clock, actor } = context;
  const policy = await policies.find(db, actor.organizationId);
  if (!policy.approval_for.includes('bots')) return undefined;
  // Making it will say whose it is: a name that was given out once stays so.
  if (await bots.findByUsername(db, bot.username, clock.now())) return undefined;
  return ask(context, policy, {
    kind: 'bots',
    bot: null,
    username: bot.username,
    command: 'bots create',
    input: { ...bot, backup_owner: backup_owner?.id },
    added_scopes: [],
    reason,
  });
}

/** Asks for a token with more scopes than any of its bot has, where that has to be approved; undefined otherwise. */
export async function askForScopes(
  context: Context,
  bot: bots.Bot,
  token: z.input<typeof WantedToken>,
  reason: string | undefined,
): Promise<Asked | undefined> {
  const { db, clock, actor } = context;
  const policy = await policies.find(db, actor.organizationId);
  if (!policy.approval_for.includes('scopes')) return undefined;
  const carried = await tokens.scopesCarried(db, bot.id, clock.now());
  const usual = new Set([...carried, ...defaultScopes(new Set(SCOPES))]);
  const added = token.scopes.filter((scope) => !usual.has(scope));
  if (added.length === 0) return undefined;
  return ask(context, policy, {
    kind: 'scopes',
    bot,
    username: bot.username,
    command: 'tokens issue',
    input: token,
    added_scopes: added,
    reason,
  });
}

interface Request {
  kind: 'bots' | 'scopes';
  bot: bots.Bot | null;
  username: string;
  command: string;
  input: Record<string, unknown>;
  added_scopes: Scope[];
  reason: string | undefined;
}

async function ask(context: Context, policy: policies.Policy, request: Request): Promise<Asked> {
  const { db, ids, clock, actor } = context;
  if (actor.kind !== 'member') throw forPeople(request);
  if (request.reason === undefined) throw reasonMissing(request);
  const asked = await whom(context, policy);
  await expireOld(context, request);
  const { username, reason, bot, ...rest } = request;
  const id = ids.make<'approval'>();
  const at = clock.now();
  const expires_at = new Date(at.getTime() + ANSWERABLE_MS);
  const isFirst = await approvals.insert(db, {
    ...rest,
    organization_id: actor.organizationId,
    id,
    bot_id: bot?.id ?? null,
    reason,
    requester_id: actor.id,
    created_at: at,
    expires_at,
  });
  if (!isFirst) throw await askedAlready(context, request);
  const happened = { ...request, id, reason, requester_name: actor.name };
  await emit(context, bot, 'approval.asked', { approval: toldApproval(happened) });
  for (const to of asked.to) await tell(context, to, { kind: 'approval_asked', approval: id });
  const { kind, added_scopes } = request;
  return { approval: { id, kind, username, added_scopes, asked: asked.name, expires_at } };
}

interface Whom {
  name: string;
  to: (Id<'member'> | { channel: string })[];
}

/** The channel of the approvers, or each admin but the one who asks. */
async function whom({ db, actor }: Context, { approval_channel: channel }: policies.Policy): Promise<Whom> {
  if (channel !== null) return { name: channel, to: [{ channel }] };
  const admins = (await members.listAdmins(db)).filter(
    ({ id }) => actor.kind !== 'member' || id !== actor.id,
  );
  if (admins.length === 0) throw nobodyToAsk();
  const names = admins.map(({ name }) => name);
  return {
    name: names.length > 3 ? counted(names.length, 'admin') : listed(names),
    to: admins.map(({ id }) => id),
  };
}

/** One that nobody answered in its time is in nobody's way, though it was not closed yet. */
async function expireOld(context: Context, { kind, username }: Request): Promise<void> {
  const open = await approvals.findUnanswered(context.db, kind, username);
  if (open && open.expires_at <= context.clock.now()) await close(context, open);
}

/** What was asked for, when somebody else has to approve it first. */
export function sayAsked({ approval }: Asked, { actor, now }: View): Document {
  const { kind, username, added_scopes, asked, expires_at } = approval;
  const what =
    kind === 'bots'
      ? say`A new bot has to be approved here, so ${bold(username)} is not made yet.`
      : say`No token of ${bold(username)} ${mayDo(added_scopes)} so far. That has to be approved here, so none is issued yet.`;
  return {
    text: say`${what} ${asked} can answer until ${absoluteAndRelative(expires_at, actor.timeZone, now)}, and you are told.`,
    note: say`What waits for an answer: ${command('approvals list')}`,
  };
}

function needed({ kind, username, added_scopes }: Request): Text {
  return kind === 'bots'
    ? say`A new bot has to be approved here`
    : say`No token of ${bold(username)} ${mayDo(added_scopes)} so far, and that has to be approved here`;
}

function reasonMissing(request: Request): AppError {
  const sentence = say`${needed(request)}. Say why it is needed, in the reason.`;
  return new AppError('missing_input', sentence, { field: 'reason' });
}

function forPeople(request: Request): AppError {
  return new AppError(
    'forbidden',
    say`${needed(request)}, for which a person has to ask: ${command('tokens issue')}.`,
    { field: 'scopes' },
  );
}

function nobodyToAsk(): AppError {
  return new AppError(
    'forbidden',
    say`This has to be approved, and there is no other admin to ask. Name a channel, ${command('policy set --approval-channel #general')}, or ask for no approval: ${command('policy set --approval none')}.`,
  );
}

async function askedAlready({ db, actor }: Context, request: Request): Promise<AppError> {
  const open = await approvals.findUnanswered(db, request.kind, request.username);
  const isOwn = actor.kind === 'member' && open?.requester_id === actor.id;
  const who = isOwn ? 'You' : (open?.requester_name ?? 'Somebody');
  return new AppError(
    'already_done',
    say`${who} asked for ${open ? wanted(open) : say`this`} already, which waits for an answer: ${command('approvals list')}`,
    { field: 'username' },
  );
}
