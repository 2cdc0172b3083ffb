import { answerTo, wanted } from '../../commands/approval-words.ts';
import type { Document } from '../../core/document.ts';
import type { Id } from '../../core/ids.ts';
import { bold, command, joined, say } from '../../core/text.ts';
import { absoluteAndRelative } from '../../core/times.ts';
import { mayDo } from '../../core/scopes.ts';
import * as approvals from '../../store/approvals.ts';
import * as claims from '../../store/claims.ts';
import { WantedToken } from '../../commands/asking.ts';
import type { Compose, Telling } from './compose.ts';

/** The answer, to the one who asked, with the next step. */
export const approvalAnswered: Compose<'approval_answered'> = async ({ approval: id, claim }, telling) => {
  const { db, now, timeZone } = telling;
  const approval = await approvals.find(db, id);
  if (!approval) return undefined;
  const { username, kind, is_approved } = approval;
  const text = joined(say`You asked for ${wanted(approval)}.`, answerTo(approval, timeZone, now));
  if (!is_approved) return { text };
  if (kind === 'scopes') return claim === undefined ? { text } : withClaim(text, claim, telling);
  return {
    text: joined(
      text,
      say`${bold(username)} is ready, and you own it. It has no token yet: ${command(`tokens issue -u ${username} -e 100d`)}`,
    ),
    buttons: [{ label: 'Issue a token', command: 'tokens issue', input: { username } }],
  };
};

async function withClaim(
  text: Document['text'],
  id: Id<'claim'>,
  { db, now, timeZone }: Telling,
): Promise<Document> {
  const [claim] = await claims.listOpen(db, [id], now);
  if (!claim) return { text };
  const { scopes } = WantedToken.parse(claim.terms);
  const end = absoluteAndRelative(claim.expires_at, timeZone, now);
  return {
    text: joined(
      text,
      say`The token ${mayDo(scopes)}. It is made when you take it, and shown to you alone, once.`,
    ),
    note: say`It can be taken until ${end}, and exists not before.`,
    buttons: [{ label: 'Show token', command: 'tokens claim', input: { id } }],
  };
}
