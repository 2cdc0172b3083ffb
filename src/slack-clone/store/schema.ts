import type { ColumnType, Generated, Kysely } from 'kysely';
import type { Block } from '../blocks/block.ts';
import type { Metadata } from '../conversations/metadata.ts';
import type { Manifest } from '../install/manifest.ts';

/** The clone's own connection, already in its own schema. */
export type Database = Kysely<Tables>;

/** As `migrations/` made them. */
export interface Tables {
  workspace: WorkspaceTable;
  member: MemberTable;
  app: AppTable;
  token: TokenTable;
  channel: ChannelTable;
  channel_member: ChannelMemberTable;
  message: MessageTable;
  response_url: ResponseUrlTable;
  fixture: FixtureTable;
}

interface WorkspaceTable {
  only_one: Generated<boolean>;
  id: string;
  name: string;
  domain: string;
  created_at: Date;
}

/** People and bot users; `bot_id` tells them apart. */
interface MemberTable {
  id: string;
  name: string;
  real_name: string;
  tz: string;
  is_admin: Generated<boolean>;
  is_owner: Generated<boolean>;
  is_restricted: Generated<boolean>;
  is_ultra_restricted: Generated<boolean>;
  deleted: Generated<boolean>;
  bot_id: string | null;
  app_id: string | null;
  created_at: Date;
}

interface AppTable {
  id: string;
  bot_user_id: string;
  /** Written as JSON text, read as what `manifest.ts` parsed. */
  manifest: ColumnType<Manifest, string, string>;
  installed_at: Date;
}

/** `app_id` is null for the token of a person's own client. */
interface TokenTable {
  hash: Buffer;
  kind: 'bot' | 'user';
  member_id: string;
  app_id: string | null;
  scopes: string[];
  created_at: Date;
  expires_at: Date | null;
  revoked_at: Date | null;
}

/** `pair` is null but for a direct message, whose two members it names. */
interface ChannelTable {
  id: string;
  kind: 'public' | 'private' | 'im';
  name: string | null;
  pair: string | null;
  is_general: Generated<boolean>;
  is_archived: Generated<boolean>;
  topic: Generated<string>;
  purpose: Generated<string>;
  creator: string;
  created_at: Date;
}

interface ChannelMemberTable {
  channel_id: string;
  member_id: string;
  joined_at: Date;
}

interface MessageTable {
  channel_id: string;
  ts: string;
  member_id: string;
  bot_id: string | null;
  app_id: string | null;
  subtype: string | null;
  text: string;
  /** Written as JSON text, read as what `blocks/block.ts` parsed. */
  blocks: ColumnType<Block[] | null, string | null, string | null>;
  metadata: ColumnType<Metadata | null, string | null, string | null>;
  thread_ts: string | null;
  edited_by: string | null;
  edited_ts: string | null;
}

/** `message_ts` is null for a command's, which answers to no message. */
interface ResponseUrlTable {
  hash: Buffer;
  app_id: string;
  member_id: string;
  channel_id: string;
  message_ts: string | null;
  ephemeral: boolean;
  window_key: string | null;
  uses: Generated<number>;
  expires_at: Date;
}

interface FixtureTable {
  name: string;
  seeded_at: Date;
}
