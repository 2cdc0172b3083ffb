import { type Selectable, sql } from 'kysely';
import type { Id } from '../core/ids.ts';
import type { Db } from './database.ts';
import type { Tables } from './tables.ts';

export interface Replay extends Selectable<Tables['webhook_replay']> {
  /** As in `steve/default`. */
  webhook_name: string;
}

export async function find(db: Db, id: Id<'webhook_replay'>): Promise<Replay | undefined> {
  return db
    .selectFrom('webhook_replay as replay')
    .innerJoin('webhook', (join) =>
      join
        .onRef('webhook.organization_id', '=', 'replay.organization_id')
        .onRef('webhook.id', '=', 'replay.webhook_id'),
    )
    .innerJoin('bot', (join) =>
      join
        .onRef('bot.organization_id', '=', 'webhook.organization_id')
        .onRef('bot.id', '=', 'webhook.bot_id'),
    )
    .selectAll('replay')
    .select(sql<string>`bot.username || '/' || webhook.name`.as('webhook_name'))
    .where('replay.id', '=', id)
    .executeTakeFirst();
}
