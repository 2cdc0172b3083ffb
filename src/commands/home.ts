import { z } from 'zod';
import type { MemberActor } from '../core/actor.ts';
import type { Document, Line } from '../core/document.ts';
import { SCOPES } from '../core/scopes.ts';
import { bold, code, command, counted, quoted, say } from '../core/text.ts';
import { absoluteAndRelative } from '../core/times.ts';
import { shortId } from '../core/tokens.ts';
import * as approvals from '../store/approvals.ts';
import * as bots from '../store/bots.ts';
import * as claims from '../store/claims.ts';
import * as tokens from '../store/token-list.ts';
import { answers, wanted } from './approval-words.ts';
import { type Context, defineCommand } from './declare.ts';

/** How many of each are shown; the lists have them all. */
const SHOWN = 10;

/** What ends within this many milliseconds ends soon. */
const SOON_MS = 30 * 86_400_000;

const BotRow = z.object({ username: z.string(), token_count: z.int(), is_disabled: z.boolean() });
const TokenRow = z.object({
  id: z.string(),
  username: z.string(),
  label: z.string().nullable(),
  expires_at: z.date(),
  last_used_at: z.date().nullable(),
});
const OfferRow = z.object({ username: z.string(), owner: z.string(), ends_at: z.date() });
const ClaimRow = z.object({ id: z.string(), username: z.string(), expires_at: z.date() });
const ApprovalRow = z.object({
  id: z.string(),
  kind: z.enum(['bots', 'scopes']),
  username: z.string(),
  added_scopes: z.array(z.enum(SCOPES)),
  requester_name: z.string(),
  reason: z.string(),
  expires_at: z.date(),
});

export const home = defineCommand({
  name: 'home',
  title: 'Home',
  summary: 'Show your bots and their tokens, what ends soon and what waits for you.',
  example: 'home',
  effect: 'read',
  confirm: false,
  scope: 'bots:read',
  by: 'member',
  asPerson: true,
  http: 'GET /api/v1/home',
  input: z.strictObject({}),
  positional: [],
  output: z.object({
    bots: z.array(BotRow),
    tokens: z.array(TokenRow),
    ending: z.array(TokenRow),
    offers: z.array(OfferRow),
    /** What somebody else asked for, and who asks may answer. */
    approvals: z.array(ApprovalRow),
    open_approvals: z.int(),
    /** Tokens that are promised to who asks. */
    claims: z.array(ClaimRow),
    /** Whether who asks may make bots and issue tokens. */
    may_make: z.boolean(),
  }),

  async run({ db, clock, actor }) {
    if (actor.kind !== 'member') throw new Error('only a member has a home');
    const at = clock.now();
    const mine = { owner: actor.id, at, limit: SHOWN };
    const owned = await bots.list(db, mine);
    const live = await tokens.listActive(db, mine);
    const soon = {
      owner: actor.id,
      at,
      states: ['active'] as const,
      endsBy: new Date(at.getTime() + SOON_MS),
    };
    const ending = await tokens.list(db, soon, { sort: 'expires', limit: SHOWN });
    const offered = await bots.offeredTo(db, actor.id, at);
    return {
      ...(await toAnswer(db, actor, at)),
      bots: owned.map(({ disabled_at: disabled, ...bot }) => ({ ...bot, is_disabled: disabled !== null })),
      tokens: live,
      ending,
      offers: offered.map((bot) => ({
        username: bot.username,
        owner: bot.owner_name,
        ends_at: bot.offer_ends_at,
      })),
      claims: await claims.listPromised(db, actor.id, at, SHOWN),
      may_make: actor.scopes.has('bots:write') && actor.scopes.has('tokens:write'),
    };
  },

  say(found, { actor, now }): Document {
    const zone = actor.timeZone;
    return {
      text: found.may_make
        ? say`Your bots and their tokens.`
        : say`You look here, and change nothing; an admin can change that: ${command(`members set-role @${'name' in actor ? actor.name : ''} member`)}`,
      sections: [
        {
          heading: 'Waits for you',
          lines: [
            ...found.approvals.map((approval) => approvalLine(approval, zone, now)),
            ...moreToAnswer(found.open_approvals - found.approvals.length),
            ...found.claims.map((claim) => claimLine(claim, zone, now)),
            ...found.offers.map((offer) => offerLine(offer, zone, now)),
          ],
          none: say`Nothing waits for you.`,
        },
        {
          heading: 'Ends soon',
          lines: found.ending.map((token) => tokenLine(token, zone, now)),
          none: say`No token of yours ends within 30 days.`,
        },
        { heading: 'Your bots', lines: found.bots.map(botLine), none: say`You own no bot yet.` },
        {
          heading: 'Your tokens',
          lines: found.tokens.map((token) => tokenLine(token, zone, now)),
          none: say`None of your bots has a token that is alive.`,
        },
      ],
      ...(found.may_make
        ? {
            buttons: [
              { label: 'Create a bot', command: 'bots create', input: {} },
              { label: 'Issue a token', command: 'tokens issue', input: {} },
            ],
          }
        : {}),
    };
  },
});

/** What is open and not their own, for those who may answer it. */
async function toAnswer(db: Context['db'], { id: notBy, scopes }: MemberActor, openAt: Date) {
  if (!scopes.has('approvals:write')) return { approvals: [], open_approvals: 0 };
  const open = { notBy, openAt };
  return {
    approvals: await approvals.list(db, { ...open, limit: SHOWN }),
    open_approvals: await approvals.count(db, open),
  };
}

function approvalLine(approval: z.output<typeof ApprovalRow>, zone: string, now: Date): Line {
  const { id, requester_name: requester, reason, expires_at: ends } = approval;
  return {
    text: say`${requester} asks for ${wanted(approval)}: ${quoted(reason)}, until ${absoluteAndRelative(ends, zone, now)}.`,
    buttons: answers(id),
  };
}

const moreToAnswer = (count: number): Line[] =>
  count > 0 ? [{ text: say`And ${counted(count, 'more request')}: ${command('approvals list')}` }] : [];

function claimLine({ id, username, expires_at }: z.output<typeof ClaimRow>, zone: string, now: Date): Line {
  return {
    text: say`A token for ${bold(username)} is promised to you, until ${absoluteAndRelative(expires_at, zone, now)}.`,
    buttons: [{ label: 'Show token', command: 'tokens claim', input: { id } }],
  };
}

function offerLine(
  { username, owner, ends_at: ends }: z.output<typeof OfferRow>,
  zone: string,
  now: Date,
): Line {
  return {
    text: say`${owner} offers you ${bold(username)}, until ${absoluteAndRelative(ends, zone, now)}.`,
    buttons: [
      { label: 'Decline', command: 'bots decline', input: { username } },
      { label: 'Accept', command: 'bots accept', input: { username } },
    ],
  };
}

function botLine({ username, token_count: count, is_disabled }: z.output<typeof BotRow>): Line {
  return {
    text: say`${bold(username)} · ${counted(count, 'token')}${is_disabled ? ' · disabled' : ''}`,
    buttons: [{ label: 'Show', command: 'bots show', input: { username } }],
  };
}

function tokenLine(token: z.output<typeof TokenRow>, zone: string, now: Date): Line {
  const used = token.last_used_at
    ? say` · last used ${absoluteAndRelative(token.last_used_at, zone, now)}`
    : say``;
  return {
    text: say`${bold(token.username)} · ${token.label ?? 'no label'} · ends ${absoluteAndRelative(token.expires_at, zone, now)}${used} · ${code(shortId(token.id))}`,
    buttons: [{ label: 'Show', command: 'tokens show', input: { id: token.id } }],
  };
}
