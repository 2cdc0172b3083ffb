import { emitAll, type Emitting } from '../commands/emit.ts';
import type { Deps } from '../commands/execute.ts';
import { botOf, heardTokens, told as toldOf } from '../commands/happened.ts';
import { system } from '../core/actor.ts';
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
async function remindSome(organization: Id<'organization'>, deps: Deps): Promise<boolean> {
  const { database, clock, ids } = deps;
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
  await emitEnds({ ...deps, db, actor: system(organization, 'reminders') }, due, at);
  await transaction.commit();
  return true;
}

/** Has webhooks told, too: also of tokens that nobody is there to be told of. */
async function emitEnds(context: Emitting, due: readonly reminders.DueToken[], at: Date): Promise<void> {
  const over = due.filter(({ threshold }) => threshold === 0);
  const expired = await heardTokens(context, 'token.expired', over);
  const ended = expired.map((token) => ({ bot: botOf(token), data: toldOf(token) }));
  await emitAll(context, 'token.expired', ended);
  const soon = due.filter(({ threshold }) => threshold > 0);
  const expiring = await heardTokens(context, 'token.expiring', soon);
  const ending = expiring.map((token) => {
    const ends_in_seconds = Math.round((token.expires_at.getTime() - at.getTime()) / 1000);
    return { bot: botOf(token), data: { ...toldOf(token), ends_in_seconds } };
  });
  await emitAll(context, 'token.expiring', ending);
}

/** token -> the first message that it stands in. */
function messageOf(messages: readonly notices.NewNotice[]): Map<Id<'token'>, Id<'notice'>> {
  const found = new Map<Id<'token'>, Id<'notice'>>();
  for (const { id, notice } of messages.toReversed())
    if (notice.kind === 'tokens_end') for (const token of notice.tokens) found.set(token.id, id);
  return found;
}
