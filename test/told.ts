import type { MemberActor } from '../src/core/actor.ts';
import type { Document } from '../src/core/document.ts';
import type { Notice, NoticeKind } from '../src/core/notices.ts';
import { plain } from '../src/core/text.ts';
import type { Compose, Telling } from '../src/jobs/notices/compose.ts';
import { composers } from '../src/jobs/notices/index.ts';
import * as members from '../src/store/members.ts';
import type { World } from './world.ts';

/** What this person is told now, the oldest first, in the words it would have if it were sent now. */
export async function toldTo(world: World, { id, organizationId }: MemberActor): Promise<Document[]> {
  await using transaction = world.deps.database.begin(organizationId, 'read');
  const { db } = transaction;
  const told = await db
    .selectFrom('notice')
    .selectAll()
    .where('member_id', '=', id)
    .orderBy('created_at')
    .orderBy('kind')
    .execute();
  const member = await members.find(db, id);
  const telling: Telling = { db, now: world.clock.now(), timeZone: member?.time_zone ?? 'UTC', member };
  const documents: Document[] = [];
  for (const { kind, subject } of told) {
    const compose = composers[kind as NoticeKind] as Compose<NoticeKind> | undefined;
    const document = await compose?.({ kind, ...subject } as Notice, telling);
    if (document) documents.push(document);
  }
  return documents;
}

/** The sentences of what this person is told now. */
export async function sentencesTo(world: World, who: MemberActor): Promise<string[]> {
  return (await toldTo(world, who)).map(({ text }) => plain(text));
}
