import type { ColumnType } from 'kysely';
import type { Id } from '../core/ids.ts';

export interface SlackTables {
  slack_installation: SlackInstallationTable;
  slack_state: SlackStateTable;
}

type Fixed<T> = ColumnType<T, T, never>;

interface SlackInstallationTable {
  organization_id: Fixed<Id<'organization'>>;
  team_id: Fixed<string>;
  team_name: string;
  bot_id: string;
  bot_user_id: string;
  scopes: string[];
  sealed_bot_token: string | null;
  installed_by: string;
  installed_at: Date;
  removed_at: Date | null;
}

interface SlackStateTable {
  hash: Fixed<Buffer>;
  expires_at: Fixed<Date>;
}
