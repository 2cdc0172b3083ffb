import { type Insertable, sql } from 'kysely';
import { peopleOf } from './channel-members.ts';
import { asJson, type MessageRow } from './messages.ts';
import { prepared } from './prepared.ts';
import type { Database, Tables } from './schema.ts';

/** What came later than the first messages may be left out. */
export type NewMessage = Omit<
  Insertable<Tables['message']>,
  'blocks' | 'metadata' | 'attachments' | 'persona' | 'detail'
> &
  Pick<MessageRow, 'blocks' | 'metadata'> &
  Partial<Pick<MessageRow, 'attachments' | 'persona' | 'detail'>>;

/** One that was just stored, with the people of its channel: who is told of it. */
export interface Posted extends MessageRow {
  people: string[];
}

/** Two messages with one timestamp cannot be: the column is unique. A reply to what there is not is refused too. */
export async function insert(db: Database, message: NewMessage): Promise<Posted> {
  const { blocks, metadata, attachments = null, persona = null, detail = null } = message;
  const [posted] = await inserting(db, {
    ...message,
    blocks: asJson(blocks),
    metadata: asJson(metadata),
    attachments: asJson(attachments),
    persona: asJson(persona),
    detail: asJson(detail),
  });
  if (!posted) throw new Error('A message that was stored was not given back.');
  return posted;
}

/** What is left out is null. */
const inserting = prepared<Insertable<Tables['message']>, Posted>((db, value) =>
  db
    .with('posted', (cte) =>
      cte
        .insertInto('message')
        .values({
          channel_id: value('channel_id'),
          ts: value('ts'),
          member_id: value('member_id'),
          bot_id: value('bot_id'),
          app_id: value('app_id'),
          subtype: value('subtype'),
          text: value('text'),
          blocks: value('blocks'),
          metadata: value('metadata'),
          thread_ts: value('thread_ts'),
          edited_by: value('edited_by'),
          edited_ts: value('edited_ts'),
          attachments: value('attachments'),
          persona: value('persona'),
          mrkdwn: value('mrkdwn'),
          scheduled_id: value('scheduled_id'),
          detail: value('detail'),
        })
        .returningAll(),
    )
    .selectFrom('posted')
    .selectAll()
    .select(sql<string[]>`array(${peopleOf(db, value('channel_id'))})`.as('people')),
);
