import { sql } from 'kysely';
import type { Id } from '../core/ids.ts';
import type { Notice } from '../core/notices.ts';
import type { Db } from './database.ts';
import { within } from './within.ts';

/** Where an approval was asked, by which notice. */
export interface Asked {
  id: Id<'notice'>;
  to: Id<'member'> | { channel: string };
}

interface NewNotice {
  organization_id: Id<'organization'>;
  id: Id<'notice'>;
  to: Id<'member'> | { channel: string };
  notice: Notice;
  at: Date;
}

/** Something to be said, from `at` on, once the transaction is committed. */
export async function insert(db: Db, { organization_id, id, to, notice, at }: NewNotice): Promise<void> {
  const { kind, ...subject } = notice;
  await db
    .insertInto('notice')
    .values({
      organization_id,
      id,
      kind,
      subject,
      member_id: typeof to === 'string' ? to : null,
      channel: typeof to === 'string' ? null : to.channel,
      created_at: at,
      due_at: at,
    })
    .execute();
}

/** Whether this was to be said before, to whomever. */
export async function exists(db: Db, { kind, ...subject }: Notice): Promise<boolean> {
  const found = await db
    .selectFrom('notice')
    .select('id')
    .where(within('notice'))
    .where('kind', '=', kind)
    .where(sql<boolean>`subject = ${JSON.stringify(subject)}::jsonb`)
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}

/** Everywhere that this approval was asked. */
export async function listAsked(db: Db, approval: Id<'approval'>): Promise<Asked[]> {
  const found = await db
    .selectFrom('notice')
    .select(['id', 'member_id', 'channel'])
    .where(within('notice'))
    .where('kind', '=', 'approval_asked')
    .where(sql<boolean>`subject->>'approval' = ${approval}`)
    .execute();
  return found.map(({ id, member_id, channel }) => ({ id, to: member_id ?? { channel: channel ?? '' } }));
}
