import { AppError } from '../core/errors.ts';
import { code, counted, say, type Text } from '../core/text.ts';
import { absoluteAndRelative } from '../core/times.ts';
import * as linkCodes from '../store/link-codes.ts';
import type { Member } from '../store/members.ts';
import type { Context } from './declare.ts';

/** Wrong codes that somebody may type in an hour. */
const MOST_TRIES = 5;
const TRIES_MS = 3_600_000;

export const isKnownInBoth = (member: Member): boolean =>
  member.slack_user_id !== null && member.matrix_user_id !== null;

/** Where the other account of somebody is. */
export const otherOf = ({ slack_user_id: slack }: Member): 'Slack' | 'Matrix' =>
  slack === null ? 'Slack' : 'Matrix';

/** How a new code is made, where the other account is. */
const another = (asker: Member): Text =>
  otherOf(asker) === 'Slack'
    ? say`A new one: ${code('/botmint link')} in Slack.`
    : say`A new one: ${code('!botmint link')} in a direct room with Botmint in Matrix.`;

/** The refusal of whoever typed too many that were none; undefined as long as they may. */
export async function refuseOverTried(
  { db, clock, actor }: Context,
  asker: Member,
): Promise<AppError | undefined> {
  const now = clock.now();
  const { count, first } = await linkCodes.triesOf(db, asker.id, new Date(now.getTime() - TRIES_MS));
  if (count < MOST_TRIES || !first) return undefined;
  const again = absoluteAndRelative(new Date(first.getTime() + TRIES_MS), actor.timeZone, now);
  return new AppError(
    'rate_limited',
    say`You typed ${counted(count, 'wrong code')} in the last hour. You can type the next at ${again}.`,
  );
}

/** That it was tried stays. */
export function wrongCode(asker: Member): AppError {
  return new AppError(
    'forbidden',
    say`This is no code, or its ten minutes are over, or it was used. ${another(asker)}`,
    { field: 'code', keeps: true },
  );
}

/** A code, where others can read it. */
export function refuseSeen({ actor }: Context, stage: 'not shown' | 'was seen'): AppError {
  const where =
    actor.surface === 'matrix'
      ? say`others can read what is said here. Open a direct room with me alone, and type it there.`
      : say`what is said here is in a model's hands. A person asks for it in the chat: ${code('/botmint link')} in Slack.`;
  const what =
    stage === 'not shown'
      ? say`A code is not shown here: `
      : say`This code counts as seen and is withdrawn: `;
  return new AppError('forbidden', [...what, ...where], { field: 'code', keeps: true });
}

/** The refusal of two that cannot be one; undefined where they can. */
export function refuseUnlinkable(asker: Member, maker: Member): AppError | undefined {
  if (asker.id === maker.id)
    return refusal(say`This code is your own. It is typed in ${otherOf(asker)}, by your account there.`);
  if (isKnownInBoth(maker))
    return refusal(say`Who made this code is joined with another account already. ${another(asker)}`);
  const isOneOfEach = (asker.slack_user_id === null) !== (maker.slack_user_id === null);
  if (isOneOfEach) return undefined;
  return refusal(
    say`This code was made in the same chat that you are in. It joins an account in Slack with one in Matrix. ${another(asker)}`,
  );
}

const refusal = (sentence: Text): AppError => new AppError('forbidden', sentence, { field: 'code' });
