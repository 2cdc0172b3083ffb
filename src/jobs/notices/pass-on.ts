import type { Deps } from '../../commands/execute.ts';
import type { Id } from '../../core/ids.ts';
import type { Notice } from '../../core/notices.ts';
import type { Db } from '../../store/database.ts';
import * as members from '../../store/members.ts';
import * as notices from '../../store/notices.ts';
import { type Answerable, answerableFor } from '../../store/reminders.ts';
import { endingNotices } from './ending.ts';

interface Gone {
  organization: Id<'organization'>;
  from: Id<'member'>;
}

/**
 * What is about tokens goes on when its reader is gone: from the owner to the backup owner, and from there to every
 * admin. What goes to an admin who is gone as well ends there.
 */
export async function passOn(
  db: Db,
  notice: Notice,
  { organization, from }: Gone,
  { ids, clock }: Pick<Deps, 'ids' | 'clock'>,
): Promise<void> {
  const answerable = await answerableFor(db, tokensIn(notice));
  if (answerable.length === 0) return;
  const admins = (await members.listAdmins(db)).map(({ id }) => id).filter((id) => id !== from);
  const told = new Map<Id<'member'>, Answerable[]>();
  for (const each of answerable)
    for (const heir of heirs(each, from, admins)) told.set(heir, [...(told.get(heir) ?? []), each]);
  const at = clock.now();
  const passed =
    notice.kind === 'tokens_end'
      ? await endingNotices(db, ending(notice, told), { organization, ids, at })
      : [...told].map(([to, theirs]) => {
          const id = ids.make<'notice'>();
          return { organization_id: organization, id, to, at, notice: about(notice, theirs) };
        });
  if (passed.length > 0) await notices.insert(db, ...passed);
}

function tokensIn(notice: Notice): Id<'token'>[] {
  if (notice.kind === 'tokens_end') return notice.tokens.map(({ id }) => id);
  if (notice.kind === 'token_reported') return notice.tokens;
  return 'token' in notice ? [notice.token] : [];
}

function heirs({ owner, backup }: Answerable, from: Id<'member'>, admins: Id<'member'>[]): Id<'member'>[] {
  if (from === owner && backup !== null && backup !== owner) return [backup];
  return from === owner || from === backup ? admins : [];
}

/** The same, of these tokens alone. */
function about(notice: Notice, theirs: readonly Answerable[]): Notice {
  return notice.kind === 'token_reported' ? { ...notice, tokens: theirs.map(({ token }) => token) } : notice;
}

function ending(
  { tokens }: Extract<Notice, { kind: 'tokens_end' }>,
  told: ReadonlyMap<Id<'member'>, readonly Answerable[]>,
) {
  return new Map(
    [...told].map(([member, theirs]) => {
      const bots = new Map(theirs.map(({ token, bot }) => [token, bot]));
      const kept = tokens.flatMap(({ id, threshold }) => {
        const bot_id = bots.get(id);
        return bot_id === undefined ? [] : [{ id, bot_id, threshold }];
      });
      return [member, kept];
    }),
  );
}
