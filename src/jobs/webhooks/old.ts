import { expiryOf } from '../../core/retries.ts';
import type { Db } from '../../store/database.ts';
import * as deliveries from '../../store/deliveries.ts';
import type { Due } from '../../store/deliveries.ts';
import type { Held } from '../../store/webhook-leases.ts';

/** What is too old to be said, or is not kept any more, is not sent: it has expired. Resolves with the rest. */
export async function withoutOld(
  outgoing: Db,
  webhook: Held,
  due: readonly Due[],
  at: Date,
): Promise<readonly Due[]> {
  const isOld = ({ payload, created_at: since }: Due): boolean =>
    payload === null || at.getTime() - since.getTime() > expiryOf(webhook);
  const old = due.filter(isOld).map(({ id }) => id);
  if (old.length === 0) return due;
  await deliveries.expire(outgoing, webhook.organization_id, old, at);
  return due.filter((each) => !isOld(each));
}
