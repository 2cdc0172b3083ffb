import type { Id } from '../core/ids.ts';
import type { Db } from './database.ts';
import { state } from './tokens.ts';
import { within } from './within.ts';

/** Takes down that a token was presented after it had been replaced. False when that was taken down before. */
export async function markSupersededUse(db: Db, id: Id<'token'>, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('token')
    .set({ superseded_use_at: at })
    .where('id', '=', id)
    .where('superseded_use_at', 'is', null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

/** Freezes what is alive of this token's family, where its organization wants that of a family. */
export async function freezeFamilyIfWanted(db: Db, member: Id<'token'>, at: Date): Promise<Id<'token'>[]> {
  const frozen = await db
    .updateTable('token')
    .from('organization')
    .set({ frozen_at: at })
    .whereRef('organization.id', '=', 'token.organization_id')
    .where('organization.freezes_family', 'is', true)
    .where('family_id', '=', (select) =>
      select.selectFrom('token').select('family_id').where('id', '=', member),
    )
    .where('frozen_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', at)
    .returning('token.id')
    .execute();
  return frozen.map(({ id }) => id);
}

/** Freezes a token, or thaws it with null; of its whole family those that are alive. Resolves with whose state changed. */
export async function setFrozen(
  db: Db,
  which: { id: Id<'token'> } | { family: Id<'token'> },
  frozenAt: Date | null,
  at: Date,
): Promise<Id<'token'>[]> {
  const changed = await db
    .updateTable('token')
    .set({ frozen_at: frozenAt })
    .where(within('token'))
    .where((where) => ('id' in which ? where('id', '=', which.id) : where('family_id', '=', which.family)))
    .where(state(at), '=', frozenAt ? 'active' : 'frozen')
    .returning('id')
    .execute();
  return changed.map(({ id }) => id);
}
