import type { Database } from './schema.ts';

/** False if it was brought in before. */
export async function note(db: Database, name: string, now: Date): Promise<boolean> {
  const noted = await db
    .insertInto('fixture')
    .values({ name, seeded_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .returning('name')
    .executeTakeFirst();
  return noted !== undefined;
}
