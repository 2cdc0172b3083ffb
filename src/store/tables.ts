import type { ColumnType, Generated } from 'kysely';
import type { Tier } from '../core/actor.ts';
import type { Id } from '../core/ids.ts';
import type { Role, Scope } from '../core/scopes.ts';
import type { TokenFormat } from '../core/tokens.ts';
import type { MatrixTables } from './matrix-tables.ts';
import type { SessionTable } from './session-table.ts';
import type { SlackTables } from './slack-tables.ts';
import type { WebhookTables } from './webhook-tables.ts';

/** The tables as the migrations make them; a test holds the two against each other. */
export interface Tables extends MatrixTables, SlackTables, WebhookTables {
  organization: OrganizationTable;
  member: MemberTable;
  bot: BotTable;
  token: TokenTable;
  claim: ClaimTable;
  approval: ApprovalTable;
  service: ServiceTable;
  identity: IdentityTable;
  notice: NoticeTable;
  reminder: ReminderTable;
  replay: ReplayTable;
  session: SessionTable;
  audit_entry: AuditEntryTable;
  audit_head: AuditHeadTable;
  process: ProcessTable;
  installation: InstallationTable;
  signing_key: SigningKeyTable;
}

type Fixed<T> = ColumnType<T, T, never>;

interface OrganizationTable {
  id: Fixed<Id<'organization'>>;
  slack_team_id: string | null;
  matrix_server: string | null;
  name: string;
  created_at: Fixed<Date>;
  default_lifetime: Generated<number>;
  longest_lifetime: number | null;
  reminders: Generated<number[]>;
  rotation_grace: Generated<number>;
  rotation_quiet: Generated<number | null>;
  freezes_family: Generated<boolean>;
  approval_for: Generated<('bots' | 'scopes')[]>;
  approval_channel: string | null;
}

interface MemberTable {
  organization_id: Fixed<Id<'organization'>>;
  id: Fixed<Id<'member'>>;
  slack_user_id: string | null;
  matrix_user_id: string | null;
  name: string;
  time_zone: string;
  workspace_role: Role;
  is_deactivated: boolean;
  checked_at: Date;
  created_at: Fixed<Date>;
  given_role: Role | null;
  role: ColumnType<Role, never, never>;
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
  description: Generated<string>;
  backup_owner_id: Id<'member'> | null;
  disabled_at: Date | null;
  offered_to_id: Id<'member'> | null;
  offer_ends_at: Date | null;
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
  family_id: Fixed<Id<'token'>>;
  predecessor_id: Fixed<Id<'token'> | null>;
  superseded_at: Date | null;
  grace_ends_at: Date | null;
  superseded_use_at: Date | null;
  frozen_at: Date | null;
  ended_by: EndedBy | null;
  networks: Generated<string[]>;
  use_limit: number | null;
  uses_left: number | null;
  created_by_token: Fixed<Id<'token'> | null>;
  shown_at: Date | null;
  last_used_at: Date | null;
  last_used_address: string | null;
  last_used_surface: string | null;
}

/** Why a token ended before its time. */
export type EndedBy = 'revoked' | 'rotated' | 'deleted' | 'transferred' | 'reported' | 'unseen' | 'policy';

interface ClaimTable {
  organization_id: Fixed<Id<'organization'>>;
  id: Fixed<Id<'claim'>>;
  member_id: Fixed<Id<'member'>>;
  bot_id: Fixed<Id<'bot'>>;
  token_id: Fixed<Id<'token'> | null>;
  terms: Fixed<Record<string, unknown> | null>;
  reason: Fixed<'reminder' | 'approval' | 'transfer' | 'hand-over'>;
  created_at: Fixed<Date>;
  expires_at: Date;
  taken_at: Date | null;
  made_token_id: Id<'token'> | null;
  withdrawn_at: Date | null;
}

interface ApprovalTable {
  organization_id: Fixed<Id<'organization'>>;
  id: Fixed<Id<'approval'>>;
  kind: Fixed<'bots' | 'scopes'>;
  requester_id: Fixed<Id<'member'>>;
  bot_id: Fixed<Id<'bot'> | null>;
  command: Fixed<string>;
  input: Fixed<Record<string, unknown>>;
  reason: Fixed<string>;
  added_scopes: Fixed<Scope[]>;
  created_at: Fixed<Date>;
  expires_at: Fixed<Date>;
  answered_at: Date | null;
  answered_by: Id<'member'> | null;
  is_approved: boolean | null;
  answer: string | null;
}

interface ServiceTable {
  organization_id: Fixed<Id<'organization'>>;
  id: Fixed<Id<'service'>>;
  service_type: Fixed<string>;
  external_id: Fixed<string>;
  label: string | null;
  created_at: Fixed<Date>;
}

interface IdentityTable {
  organization_id: Fixed<Id<'organization'>>;
  bot_id: Fixed<Id<'bot'>>;
  service_id: Fixed<Id<'service'>>;
  value: string;
  created_at: Fixed<Date>;
  updated_at: Date;
}

interface NoticeTable {
  organization_id: Fixed<Id<'organization'>>;
  id: Fixed<Id<'notice'>>;
  kind: Fixed<string>;
  member_id: Fixed<Id<'member'> | null>;
  channel: Fixed<string | null>;
  subject: Fixed<Record<string, unknown>>;
  via: Fixed<'slack' | 'matrix' | null>;
  created_at: Fixed<Date>;
  due_at: Date;
  claimed_by: Id<'process'> | null;
  attempts: Generated<number>;
  sent_at: Date | null;
  place: string | null;
  given_up_at: Date | null;
  fault: string | null;
}

interface ReminderTable {
  organization_id: Fixed<Id<'organization'>>;
  token_id: Fixed<Id<'token'>>;
  threshold: Fixed<number>;
  created_at: Fixed<Date>;
  notice_id: Fixed<Id<'notice'> | null>;
}

interface ReplayTable {
  organization_id: Fixed<Id<'organization'>>;
  actor_id: Fixed<string>;
  key: Fixed<string>;
  request_hash: Buffer;
  body: Record<string, unknown> | null;
  token_id: Id<'token'> | null;
  created_at: Date;
}

interface AuditEntryTable {
  organization_id: Fixed<Id<'organization'>>;
  id: Fixed<Id<'audit_entry'>>;
  at: Fixed<Date>;
  actor_kind: Fixed<'member' | 'bot' | 'system'>;
  actor_id: Fixed<string | null>;
  actor_name: Fixed<string>;
  surface: Fixed<string>;
  command: Fixed<string>;
  target: Fixed<string | null>;
  outcome: Fixed<string>;
  subject: Fixed<Id<'token'> | null>;
  note: Fixed<string | null>;
  count: Generated<number>;
  open_until: Date | null;
  sequence: string | null;
  previous_hash: Buffer | null;
  hash: Buffer | null;
}

interface AuditHeadTable {
  organization_id: Fixed<Id<'organization'>>;
  sequence: string;
  hash: Buffer;
  signature: string;
  sealed_at: Date;
}

interface ProcessTable {
  id: Fixed<Id<'process'>>;
  name: Fixed<string>;
  started_at: Fixed<Date>;
  beat_at: Date;
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
