import type { ColumnType, Generated } from 'kysely';
import type { Id } from '../core/ids.ts';

type Fixed<T> = ColumnType<T, T, never>;

export interface SessionTable {
  organization_id: Fixed<Id<'organization'>>;
  id: Fixed<Id<'session'>>;
  member_id: Fixed<Id<'member'>>;
  opened_by: Fixed<'operator'>;
  created_at: Fixed<Date>;
  generation: Generated<number>;
  refreshed_at: Date;
  address: string | null;
  expires_at: Date;
  revoked_at: Date | null;
}
