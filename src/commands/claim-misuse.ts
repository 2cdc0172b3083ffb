import { nameOf } from '../core/actor.ts';
import { AppError } from '../core/errors.ts';
import type { Id } from '../core/ids.ts';
import type { Notice } from '../core/notices.ts';
import { bold, command, say } from '../core/text.ts';
import { absolute } from '../core/times.ts';
import { shortId } from '../core/tokens.ts';
import type { BotRow } from '../store/bots.ts';
import type { Claim } from '../store/claims.ts';
import * as members from '../store/members.ts';
import * as notices from '../store/notices.ts';
import * as tokens from '../store/tokens.ts';
import type { Context } from './declare.ts';

/** A second press this soon after the first is a finger that slipped, in milliseconds. */
const SLIP_MS = 60_000;

/** How long an answer may be on its way before jobs/unseen.ts ends what nobody saw, in milliseconds. */
const UNDERWAY_MS = 120_000;

/** Somebody who was not promised it. The one who was, and the owner, are told. */
export async function refuseOther(context: Context, claim: Claim, bot: BotRow): Promise<AppError> {
  const named = await members.find(context.db, claim.member_id);
  return new AppError(
    'forbidden',
    say`This token was promised to ${named?.name ?? 'somebody else'}, who is told that you asked for it. One of your own: ${command('tokens issue')}`,
    { incident: await incidentOf(context, claim, bot) },
  );
}

/** Whoever has taken it already. Later than a finger slips, that is told as well. */
export async function refuseAgain(
  context: Context,
  claim: Claim,
  bot: BotRow,
  takenAt: Date,
): Promise<AppError> {
  const { db, clock, actor } = context;
  const at = clock.now();
  const token = claim.made_token_id && (await tokens.find(db, claim.made_token_id, at));
  if (
    token &&
    !token.shown_at &&
    !token.revoked_at &&
    at.getTime() - token.created_at.getTime() < UNDERWAY_MS
  )
    return new AppError(
      'already_shown',
      say`This token of ${bold(bot.username)} is on its way to you. If it does not come, press again in two minutes.`,
    );
  const isSlip = at.getTime() - takenAt.getTime() <= SLIP_MS;
  const lost = claim.made_token_id ? shortId(claim.made_token_id) : '';
  return new AppError(
    'already_shown',
    say`This token was shown to you on ${absolute(takenAt, actor.timeZone)}. Lost it? ${command(`tokens rotate start ${lost}`)} makes a new one.`,
    isSlip ? {} : { incident: await incidentOf(context, claim, bot) },
  );
}

/** Who hears of it: once of each who tries, however often. */
async function incidentOf(
  { db, actor }: Context,
  claim: Claim,
  bot: BotRow,
): Promise<{ to: Id<'member'>; notice: Notice }[]> {
  const notice = { kind: 'claim_misused', claim: claim.id, by: nameOf(actor) } as const;
  if (await notices.exists(db, notice)) return [];
  return [...new Set([claim.member_id, bot.owner_id])].map((to) => ({ to, notice }));
}
