import type { ColumnType, Generated } from 'kysely';
import type { Id } from '../core/ids.ts';
import type { RoomEvent } from '../core/matrix.ts';

export interface MatrixTables {
  matrix_event: MatrixEventTable;
  matrix_room: MatrixRoomTable;
  matrix_membership: MatrixMembershipTable;
  matrix_user: MatrixUserTable;
  matrix_direct: MatrixDirectTable;
  matrix_prompt: MatrixPromptTable;
  matrix_errand: MatrixErrandTable;
  bot_update: BotUpdateTable;
  link_code: LinkCodeTable;
  link_try: LinkTryTable;
}

type Fixed<T> = ColumnType<T, T, never>;

interface MatrixEventTable {
  organization_id: Fixed<Id<'organization'>>;
  id: ColumnType<string, never, never>;
  event_id: Fixed<string>;
  room_id: Fixed<string>;
  event: ColumnType<RoomEvent, RoomEvent, never>;
  received_at: Fixed<Date>;
  due_at: Date;
  claimed_by: Id<'process'> | null;
  attempts: Generated<number>;
  told_at: Date | null;
  done_at: Date | null;
  fault: string | null;
}

interface MatrixRoomTable {
  organization_id: Fixed<Id<'organization'>>;
  room_id: Fixed<string>;
  is_encrypted: Generated<boolean>;
  told_encrypted_at: Date | null;
}

interface MatrixMembershipTable {
  organization_id: Fixed<Id<'organization'>>;
  room_id: Fixed<string>;
  user_id: Fixed<string>;
  bot_id: Fixed<Id<'bot'> | null>;
  state: 'join' | 'invite';
  at: Date;
}

interface MatrixUserTable {
  organization_id: Fixed<Id<'organization'>>;
  user_id: Fixed<string>;
  created_at: Fixed<Date>;
}

interface MatrixDirectTable {
  organization_id: Fixed<Id<'organization'>>;
  member_id: Fixed<Id<'member'>>;
  room_id: string;
  created_at: Date;
}

interface MatrixPromptTable {
  organization_id: Fixed<Id<'organization'>>;
  id: Fixed<Id<'matrix_prompt'>>;
  member_id: Fixed<Id<'member'>>;
  room_id: Fixed<string>;
  event_id: string | null;
  thread_id: Fixed<string | null>;
  kind: 'form' | 'question' | 'buttons';
  state: string;
  created_at: Fixed<Date>;
  expires_at: Date;
  passed_at: Date | null;
  answered_at: Date | null;
  answered_by: string | null;
}

interface MatrixErrandTable {
  organization_id: Fixed<Id<'organization'>>;
  id: Fixed<Id<'matrix_errand'>>;
  kind: Fixed<'user' | 'redact'>;
  bot_id: Fixed<Id<'bot'> | null>;
  room_id: Fixed<string | null>;
  event_id: string | null;
  created_at: Fixed<Date>;
  due_at: Date;
  claimed_by: Id<'process'> | null;
  attempts: Generated<number>;
  asked: Generated<number>;
  done_at: Date | null;
  given_up_at: Date | null;
  fault: string | null;
}

interface BotUpdateTable {
  organization_id: Fixed<Id<'organization'>>;
  bot_id: Fixed<Id<'bot'>>;
  update_id: Fixed<string>;
  payload: Fixed<Record<string, unknown>>;
  created_at: Fixed<Date>;
}

interface LinkCodeTable {
  organization_id: Fixed<Id<'organization'>>;
  member_id: Fixed<Id<'member'>>;
  hash: Buffer;
  created_at: Date;
  expires_at: Date;
}

interface LinkTryTable {
  organization_id: Fixed<Id<'organization'>>;
  id: Fixed<Id<'link_try'>>;
  member_id: Fixed<Id<'member'>>;
  at: Fixed<Date>;
}
