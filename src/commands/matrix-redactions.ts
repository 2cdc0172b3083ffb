import type { Id } from '../core/ids.ts';
import * as matrixErrands from '../store/matrix-errands.ts';
import type { Deps } from './execute.ts';

/** In the content of a message that is to be redacted: by this it is found, if nobody could note which it is. */
export const REVEAL_KEY = 'org.botmint.reveal';

/**
 * Promises that a message of the command bot which is about to be sent will be redacted at `at`, whatever becomes of this
 * process meanwhile. The message has to carry the promise's id under `REVEAL_KEY`.
 */
export async function planRedaction(
  { database, ids, clock }: Pick<Deps, 'database' | 'ids' | 'clock'>,
  organization: Id<'organization'>,
  { room, at }: { room: string; at: Date },
): Promise<Id<'matrix_errand'>> {
  const id = ids.make<'matrix_errand'>();
  await using transaction = database.begin(organization, 'write');
  await matrixErrands.insertRedaction(transaction.db, {
    organization_id: organization,
    id,
    room_id: room,
    created_at: clock.now(),
    due_at: at,
  });
  await transaction.commit();
  return id;
}

/** Notes which message it is, so that nobody has to look for it. */
export async function placeRedaction(
  { database }: Pick<Deps, 'database'>,
  organization: Id<'organization'>,
  id: Id<'matrix_errand'>,
  eventId: string,
): Promise<void> {
  await using transaction = database.begin(organization, 'write');
  await matrixErrands.place(transaction.db, id, eventId);
  await transaction.commit();
}
