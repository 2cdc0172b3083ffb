import type { Id } from '../../core/ids.ts';
import type { Ids } from '../../core/ports.ts';
import type { Db } from '../../store/database.ts';
import type { NewNotice } from '../../store/notices.ts';
import * as reminders from '../../store/reminders.ts';

/** Tokens of one message that are shown, each with a claim; the rest is counted. */
const SHOWN = 10;
const CLAIM_MS = 7 * 86_400_000;

export interface Ending {
  id: Id<'token'>;
  bot_id: Id<'bot'>;
  threshold: number;
}

interface Making {
  organization: Id<'organization'>;
  ids: Ids;
  at: Date;
}

/** A message for each of them about all of their tokens that end, with a claim to each that is shown. */
export async function endingNotices(
  db: Db,
  told: ReadonlyMap<Id<'member'>, readonly Ending[]>,
  { organization, ids, at }: Making,
): Promise<NewNotice[]> {
  const claimable = [...told].flatMap(([member, tokens]) =>
    tokens.slice(0, SHOWN).map(({ id, bot_id }) => ({
      organization_id: organization,
      id: ids.make<'claim'>(),
      member_id: member,
      bot_id,
      token_id: id,
      reason: 'reminder' as const,
      created_at: at,
      expires_at: new Date(at.getTime() + CLAIM_MS),
    })),
  );
  const claims = await reminders.openClaims(db, claimable);
  return [...told].map(([to, tokens]) => ({
    organization_id: organization,
    id: ids.make<'notice'>(),
    to,
    at,
    notice: {
      kind: 'tokens_end',
      tokens: tokens.map(({ id, threshold }) => {
        const claim = claims.get(reminders.keyOf(id, to));
        return { id, threshold, ...(claim === undefined ? {} : { claim }) };
      }),
    },
  }));
}
