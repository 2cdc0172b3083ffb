import type { Deps } from '../commands/execute.ts';
import type { Id } from '../core/ids.ts';
import * as members from '../store/members.ts';
import * as notices from '../store/notices.ts';
import * as reminders from '../store/reminders.ts';
import { endingNotices } from './notices/ending.ts';
import type { Sweep } from './sweep.ts';

/** Of how many people at once. */
const RECIPIENTS = 200;

/** Has people told that their tokens end: a message for each of them, however many tokens. */
export const remind: Sweep = {
  name: 'reminders',
  everyMs: 30_000,
  async sweep(deps) {
    const { database, clock } = deps;
    for (const organization of await reminders.organizationsDue(database.across, clock.now()))
      while (await remindSome(organization, deps));
  },
};

/** Writes messages, claims and what was told in one transaction. False: there was nothing left to do. */
async function remindSome(
  organization: Id<'organization'>,
  { database, clock, ids }: Deps,
): Promise<boolean> {
  await using transaction = database.begin(organization, 'write');
  const { db } = transaction;
  if (!(await reminders.takeTurn(db))) return false;
  const at = clock.now();
  const due = await reminders.listDue(db, at, RECIPIENTS);
  if (due.length === 0) return false;
  const orphaned = due.filter(({ recipient_id: recipient }) => recipient === null);
  const told = new Map<Id<'member'>, reminders.DueToken[]>();
  for (const token of due)
    if (token.recipient_id) told.set(token.recipient_id, [...(told.get(token.recipient_id) ?? []), token]);
  if (orphaned.length > 0)
    for (const { id } of await members.listAdmins(db)) told.set(id, [...(told.get(id) ?? []), ...orphaned]);
  const messages = await endingNotices(db, told, { organization, ids, at });
  if (messages.length > 0) await notices.insert(db, ...messages);
  const notice = messageOf(messages);
  await reminders.insert(
    db,
    due.map((token) => ({ ...token, notice: notice.get(token.id) ?? null })),
    at,
  );
  await transaction.commit();
  return true;
}

/** token -> the first message that it stands in. */
function messageOf(messages: readonly notices.NewNotice[]): Map<Id<'token'>, Id<'notice'>> {
  const found = new Map<Id<'token'>, Id<'notice'>>();
  for (const { id, notice } of messages.toReversed())
    if (notice.kind === 'tokens_end') for (const token of notice.tokens) found.set(token.id, id);
  return found;
}
