import type { Deps } from '../../commands/execute.ts';
import type { Id } from '../../core/ids.ts';
import type { Notice } from '../../core/notices.ts';
import type { Db } from '../../store/database.ts';
import * as approvals from '../../store/approvals.ts';
import * as members from '../../store/members.ts';
import * as notices from '../../store/notices.ts';
import { type Answerable, answerableFor } from '../../store/reminders.ts';
import * as webhooks from '../../store/webhooks.ts';
import { endingNotices } from './ending.ts';

interface Gone {
  organization: Id<'organization'>;
  /** Null: a channel. */
  from: Id<'member'> | null;
}

/**
 * What was asked in a channel that cannot be reached is asked of each admin instead, or nobody would ever answer it.
 * What is about tokens or a webhook goes on when its reader is gone: from the owner to the backup owner, and from there
 * to every admin. What goes to an admin who is gone as well ends there.
 */
export async function passOn(
  db: Db,
  notice: Notice,
  { organization, from }: Gone,
  { ids, clock }: Pick<Deps, 'ids' | 'clock'>,
): Promise<void> {
  const at = clock.now();
  const same = (to: Id<'member'>, of: Notice): notices.NewNotice => ({
    organization_id: organization,
    id: ids.make<'notice'>(),
    to,
    at,
    notice: of,
  });
  const isOfWebhook = notice.kind === 'webhook_failing' || notice.kind === 'webhook_disabled';
  if (from === null || isOfWebhook) {
    const asked = from === null ? await approversOf(db, notice) : await keepersOf(db, notice, from);
    if (asked.length > 0) await notices.insert(db, ...asked.map((to) => same(to, notice)));
    return;
  }
  const answerable = await answerableFor(db, tokensIn(notice));
  if (answerable.length === 0) return;
  const admins = (await members.listAdmins(db)).map(({ id }) => id).filter((id) => id !== from);
  const told = new Map<Id<'member'>, Answerable[]>();
  for (const each of answerable)
    for (const heir of heirs(each, from, admins)) told.set(heir, [...(told.get(heir) ?? []), each]);
  const passed =
    notice.kind === 'tokens_end'
      ? await endingNotices(db, ending(notice, told), { organization, ids, at })
      : [...told].map(([to, theirs]) => same(to, about(notice, theirs)));
  if (passed.length > 0) await notices.insert(db, ...passed);
}

/** Who can answer what was asked in a channel: each admin but the one who asks. */
async function approversOf(db: Db, notice: Notice): Promise<Id<'member'>[]> {
  if (notice.kind !== 'approval_asked') return [];
  const approval = await approvals.find(db, notice.approval);
  if (!approval) return [];
  const admins = await members.listAdmins(db);
  return admins.map(({ id }) => id).filter((id) => id !== approval.requester_id);
}

/** Who looks after a webhook instead of the one who is gone. */
async function keepersOf(db: Db, notice: Notice, from: Id<'member'>): Promise<Id<'member'>[]> {
  const webhook = 'webhook' in notice ? await webhooks.find(db, notice.webhook) : undefined;
  if (!webhook) return [];
  const admins = (await members.listAdmins(db)).map((admin) => admin.id).filter((admin) => admin !== from);
  return heirs({ owner: webhook.owner_id, backup: webhook.backup_owner_id }, from, admins);
}

function tokensIn(notice: Notice): Id<'token'>[] {
  if (notice.kind === 'tokens_end') return notice.tokens.map(({ id }) => id);
  if (notice.kind === 'token_reported') return notice.tokens;
  return 'token' in notice ? [notice.token] : [];
}

function heirs(
  { owner, backup }: Pick<Answerable, 'owner' | 'backup'>,
  from: Id<'member'>,
  admins: Id<'member'>[],
): Id<'member'>[] {
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
