import type { ColumnType, Generated } from 'kysely';
import type { Tier } from '../core/actor.ts';
import type { Id } from '../core/ids.ts';
import type { Role, Scope } from '../core/scopes.ts';
import type { TokenFormat } from '../core/tokens.ts';

/** The tables as the migrations make them; a test holds the two against each other. */
export interface Tables {
  organization: OrganizationTable;
  member: MemberTable;
  bot: BotTable;
  token: TokenTable;
  audit_entry: AuditEntryTable;
  installation: InstallationTable;
  signing_key: SigningKeyTable;
}

type Fixed<T> = ColumnType<T, T, never>;

interface OrganizationTable {
  id: Fixed<Id<'organization'>>;
  slack_team_id: string | null;
  name: string;
  created_at: Fixed<Date>;
}

interface MemberTable {
  organization_id: Fixed<Id<'organization'>>;
  id: Fixed<Id<'member'>>;
  slack_user_id: string | null;
  name: string;
  time_zone: string;
  workspace_role: Role;
  is_deactivated: boolean;
  checked_at: Date;
  created_at: Fixed<Date>;
}

interface BotTable {
  organization_id: Fixed<Id<'organization'>>;
  id: Fixed<Id<'bot'>>;
  username: Fixed<string>;
  display_name: string;
  owner_id: Id<'member'>;
  tier: Generated<Tier>;
  is_verified: Generated<boolean>;
  created_at: Fixed<Date>;
  deleted_at: Date | null;
}

interface TokenTable {
  organization_id: Fixed<Id<'organization'>>;
  id: Fixed<Id<'token'>>;
  bot_id: Fixed<Id<'bot'>>;
  format: Fixed<TokenFormat>;
  hash: Fixed<Buffer>;
  hint: Fixed<string>;
  label: string | null;
  scopes: Scope[];
  created_by_member: Fixed<Id<'member'> | null>;
  created_by_bot: Fixed<Id<'bot'> | null>;
  created_at: Fixed<Date>;
  expires_at: Date;
  revoked_at: Date | null;
}

interface AuditEntryTable {
  organization_id: Fixed<Id<'organization'>>;
  id: Fixed<Id<'audit_entry'>>;
  at: Fixed<Date>;
  actor_kind: Fixed<'member' | 'bot'>;
  actor_id: Fixed<string>;
  actor_name: Fixed<string>;
  surface: Fixed<string>;
  command: Fixed<string>;
  target: Fixed<string | null>;
  outcome: Fixed<string>;
}

interface InstallationTable {
  is_only: Generated<boolean>;
  issuer: Fixed<string>;
  created_at: Fixed<Date>;
}

interface SigningKeyTable {
  kid: Fixed<string>;
  public_jwk: Fixed<Record<string, unknown>>;
  private_jwk: string;
  created_at: Fixed<Date>;
  retired_at: Date | null;
}
