import type { Id } from '../core/ids.ts';
import type { Notice } from '../core/notices.ts';
import * as notices from '../store/notices.ts';
import type { Context } from './declare.ts';

/**
 * Has it said to a member, or in a channel, once this is committed; `via`: there, if they are there as well. Resolves
 * with the notice's id.
 */
export async function tell(
  { db, ids, clock, actor }: Pick<Context, 'db' | 'ids' | 'clock' | 'actor'>,
  to: Id<'member'> | { channel: string },
  notice: Notice,
  via?: 'slack' | 'matrix',
): Promise<Id<'notice'>> {
  const id = ids.make<'notice'>();
  const { organizationId: organization_id } = actor;
  await notices.insert(db, { organization_id, id, to, notice, via, at: clock.now() });
  return id;
}
