import type { Selectable } from 'kysely';
import { prepared } from './prepared.ts';
import type { Database, Tables } from './schema.ts';

export type PinRow = Selectable<Tables['pin']>;

/** False if it is pinned already. */
export async function insert(db: Database, pin: PinRow): Promise<boolean> {
  const added = await db
    .insertInto('pin')
    .values(pin)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return added.numInsertedOrUpdatedRows === 1n;
}

/** Who had pinned it, and when; undefined if nobody had. */
export async function remove(db: Database, channelId: string, ts: string): Promise<PinRow | undefined> {
  return db
    .deleteFrom('pin')
    .where('channel_id', '=', channelId)
    .where('ts', '=', ts)
    .returningAll()
    .executeTakeFirst();
}

/** The newest pin first. */
export async function of(db: Database, channelId: string): Promise<PinRow[]> {
  return db
    .selectFrom('pin')
    .selectAll()
    .where('channel_id', '=', channelId)
    .orderBy('created_at', 'desc')
    .orderBy('ts', 'desc')
    .execute();
}

export async function count(db: Database, channelId: string): Promise<number> {
  const { pins } = await db
    .selectFrom('pin')
    .select((row) => row.fn.countAll<string>().as('pins'))
    .where('channel_id', '=', channelId)
    .executeTakeFirstOrThrow();
  return Number(pins);
}

/** Those of these messages that are pinned. */
export async function on(db: Database, channels: string[], stamps: string[]): Promise<PinRow[]> {
  return standing(db, { channels, stamps });
}

const standing = prepared<{ channels: string[]; stamps: string[] }, PinRow>((db, value) =>
  db
    .selectFrom('pin')
    .selectAll()
    .where((row) => row('channel_id', '=', row.fn.any(value('channels'))))
    .where((row) => row('ts', '=', row.fn.any(value('stamps')))),
);
