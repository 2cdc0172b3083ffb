import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import type { Id } from '../core/ids.ts';
import { SCOPES } from '../core/scopes.ts';
import { bold, code, command, say, type Text } from '../core/text.ts';
import { absolute, absoluteAndRelative } from '../core/times.ts';
import { shortId } from '../core/tokens.ts';
import * as bots from '../store/bots.ts';
import * as claims from '../store/claims.ts';
import * as tokens from '../store/tokens.ts';
import { type Context, defineCommand } from './declare.ts';
import { hints } from './inputs.ts';
import { refuseAgain, refuseOther } from './claim-misuse.ts';
import { rotated } from './happened.ts';
import { withinPolicy } from './lifetimes.ts';
import { grantedBy, mint, Minted, mintedText } from './minting.ts';
import { makeSuccessor, startRotation } from './rotating.ts';
import { mayActOn } from './rights.ts';
import { replacing } from './tokens-rotate-start.ts';

const ClaimId = z
  .string()
  .trim()
  .toLowerCase()
  .transform((text) => z.custom<Id<'claim'>>().parse(text))
  .register(hints, {
    label: 'Claim',
    hint: 'The id of what you were promised. The button Show token has it.',
    placeholder: '0a1b2c3d-…',
    reference: 'claim',
  });

/** What a new token is to be, as whoever promised it wrote it down. */
const ClaimTerms = z.object({
  format: z.enum(['jwt', 'opaque']),
  label: z.string().nullable(),
  scopes: z.array(z.enum(SCOPES)),
  /** Seconds. */
  lifetime: z.number(),
  networks: z.array(z.string()),
  use_limit: z.number().nullable(),
});

export const tokensClaim = defineCommand({
  name: 'tokens claim',
  title: 'Take a token',
  summary: 'Take a token that you were promised. It is made now, and shown once.',
  example: 'tokens claim 0a1b2c3d-1111-4000-8000-000000000001',
  effect: 'write',
  confirm: false,
  scope: 'tokens:write',
  by: 'member',
  asPerson: true,
  http: 'POST /api/v1/claims/:id',
  input: z.strictObject({ id: ClaimId }),
  positional: ['id'],
  refuses: ['forbidden', 'unknown_claim', 'already_done', 'already_shown'],
  output: z.object({
    ...Minted.shape,
    claim: z.string(),
    replaces: z.string().nullable(),
    /** Until when the old one lives; null when there is none, or it has ended. */
    replaced_until: z.date().nullable(),
  }),

  async run(context, { id }) {
    const { db, clock } = context;
    const { claim, bot } = await openClaim(context, id);
    if (!(await claims.take(db, claim.id, clock.now())))
      throw new Error('a claim was taken though its bot is locked');
    const { minted, until } = claim.token_id
      ? await inPlaceOf(claim.token_id, context)
      : { minted: await onTerms(ClaimTerms.parse(claim.terms), bot, context), until: null };
    await claims.setMade(db, claim.id, minted.id);
    return { ...minted, claim: claim.id, replaces: claim.token_id, replaced_until: until };
  },

  say(token, view) {
    const [id, old] = [shortId(token.id), token.replaces && shortId(token.replaces)];
    const until =
      token.replaced_until && absoluteAndRelative(token.replaced_until, view.actor.timeZone, view.now);
    return {
      text: mintedText('Token', token, view),
      secret: token.access_token,
      note: old === null ? plainNote(id) : replacing(id, old, until),
    };
  },
});

const plainNote = (id: string): Text =>
  say`Its id is ${code(id)}, which is no secret. To end it early: ${command(`tokens revoke ${id}`)}`;

/**
 * The claim, if this person can take it now; its bot is locked, so two presses come one after the other.
 * @throws AppError with the next step; for a misuse it says to whom that is told.
 */
async function openClaim(context: Context, id: Id<'claim'>): Promise<{ claim: claims.Claim; bot: bots.Bot }> {
  const { db, actor } = context;
  const found = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)
    ? await claims.find(db, id)
    : undefined;
  if (!found) throw unknownClaim();
  await bots.lock(db, found.bot_id);
  const bot = await bots.find(db, found.bot_id, context.clock.now());
  const claim = await claims.find(db, id);
  if (!bot || !claim) throw new Error('a claim without its bot');
  if (actor.kind !== 'member' || actor.id !== claim.member_id) throw await refuseOther(context, claim, bot);
  if (claim.taken_at) throw await refuseAgain(context, claim, bot, claim.taken_at);
  refusePast(context, claim, bot);
  if (!mayActOn(actor, bot)) throw notTheirs(bot);
  return { claim, bot };
}

/**
 * Of a live token it is a rotation. One that ended by itself, with a transfer, or by a rotation whose new token nobody
 * ever saw, is only replaced.
 */
async function inPlaceOf(id: Id<'token'>, context: Context): Promise<{ minted: Minted; until: Date | null }> {
  const token = await tokens.find(context.db, id, context.clock.now());
  if (!token) throw new Error('a claim on a token that is not there');
  const isOver = token.state === 'expired' || ['transferred', 'rotated'].includes(token.ended_by ?? '');
  if (!isOver) return startRotation(context, token, undefined);
  const minted = await makeSuccessor(context, token);
  await rotated(context, token, minted, null);
  return { minted, until: null };
}

async function onTerms(terms: z.output<typeof ClaimTerms>, bot: bots.Bot, context: Context): Promise<Minted> {
  const granted = grantedBy(context.actor);
  return mint(context, {
    ...terms,
    bot,
    scopes: terms.scopes.filter((scope) => granted.has(scope)),
    lifetime: await withinPolicy(context, terms.lifetime),
  });
}

function unknownClaim(): AppError {
  return new AppError(
    'unknown_claim',
    say`Nothing was promised under that id. A token of your own: ${command('tokens issue')}`,
    { field: 'id' },
  );
}

function refusePast({ actor, clock }: Context, claim: claims.Claim, bot: bots.BotRow): void {
  const next = bot.deleted_at
    ? say`${bold(bot.username)} was deleted.`
    : claim.token_id
      ? say`To renew it: ${command(`tokens rotate start ${shortId(claim.token_id)}`)}`
      : say`A new one: ${command(`tokens issue -u ${bot.username}`)}`;
  if (claim.withdrawn_at || bot.deleted_at)
    throw new AppError('already_done', say`This token is not on offer any more. ${next}`);
  if (claim.expires_at > clock.now()) return;
  throw new AppError(
    'already_done',
    say`This offer ended on ${absolute(claim.expires_at, actor.timeZone)}, and no token was made. ${next}`,
  );
}

function notTheirs({ username }: bots.BotRow): AppError {
  return new AppError(
    'forbidden',
    say`${bold(username)} is not yours any more, so there is no token of it for you.`,
  );
}
