import { sql } from 'kysely';
import { plain } from '../../src/core/text.ts';
import type { Document } from '../../src/core/document.ts';
import { composed, noticeOf } from '../../src/jobs/notices/composed.ts';
import { remind } from '../../src/jobs/reminders.ts';
import * as members from '../../src/store/members.ts';
import * as notices from '../../src/store/notices.ts';
import { issue, openWorld, rows, type World } from '../world.ts';

export const DAY = 86_400_000;

/** bob's bot steve, with tokens of these lifetimes. */
export async function worldWith(...lifetimes: string[]) {
  const world = await openWorld();
  const bob = await world.person('bob');
  await world.ask(bob, 'bots create', { username: 'steve' });
  const ids: string[] = [];
  for (const expiry of lifetimes) ids.push((await issue(world, bob, 'steve', { expiry })).id);
  return { world, bob, ids };
}

interface Message {
  to: string;
  said: string;
  lines: string[];
  note: string;
  document: Document;
}

/** What would be said now of all that was written down, to whom. */
export async function messages(world: World): Promise<Message[]> {
  const found: Message[] = [];
  const { rows: ids } = await sql<{ organization_id: string; id: string; name: string }>`
    select notice.organization_id, notice.id, member.name from notice
    join member on member.organization_id = notice.organization_id and member.id = notice.member_id
    order by notice.created_at, member.name`.execute(world.deps.database.across);
  for (const { organization_id, id, name } of ids) {
    await using transaction = world.deps.database.begin(organization_id as never, 'read');
    const { db } = transaction;
    const row = await notices.find(db, id as never);
    if (!row?.member_id) throw new Error('a reminder to nobody');
    const member = await members.find(db, row.member_id);
    const now = world.clock.now();
    const document = await composed(noticeOf(row), { db, now, timeZone: 'Europe/Berlin', member });
    if (document)
      found.push({
        to: name,
        said: plain(document.text),
        lines: (document.lines ?? []).map(({ text }) => plain(text)),
        note: plain(document.note ?? []),
        document,
      });
  }
  return found;
}

/** Goes on in time, and has people reminded twice a day. */
export async function pass(world: World, days: number): Promise<void> {
  for (let half = 0; half < days * 2; half += 1) {
    world.clock.pass(DAY / 2);
    await remind.sweep(world.deps);
  }
}

/** token id -> the thresholds that it was told at, in days. */
export async function told(world: World): Promise<Record<string, number[]>> {
  const found: Record<string, number[]> = {};
  const query =
    'select token_id, threshold from reminder where notice_id is not null order by created_at, threshold';
  for (const { token_id: id, threshold } of await rows(world, query))
    (found[String(id)] ??= []).push(Number(threshold) / 86_400);
  return found;
}
