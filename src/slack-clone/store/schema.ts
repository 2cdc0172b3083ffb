import type { ColumnType, Generated, GeneratedAlways, Kysely } from 'kysely';
import type { Block } from '../blocks/block.ts';
import type { Attachment } from '../conversations/attachments.ts';
import type { Metadata } from '../conversations/metadata.ts';
import type { Persona } from '../conversations/persona.ts';
import type { Sayable } from '../conversations/content.ts';
import type { MemberTable } from './member-table.ts';
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
  message_words: MessageWordsView;
  reaction: ReactionTable;
  pin: PinTable;
  bookmark: BookmarkTable;
  scheduled_message: ScheduledMessageTable;
  response_url: ResponseUrlTable;
  fixture: FixtureTable;
  oauth_code: OauthCodeTable;
  file: FileTable;
  file_part: FilePartTable;
  file_share: FileShareTable;
  event_retry: EventRetryTable;
  handed_file: HandedFileTable;
}

/** `member_id` is a bot's, which may read it. */
interface HandedFileTable {
  file_id: string;
  member_id: string;
}

interface WorkspaceTable {
  only_one: Generated<boolean>;
  id: string;
  name: string;
  domain: string;
  created_at: Date;
}

/** Its bot user is null until it is installed for the first time, `installed_at` while it is not installed. */
interface AppTable {
  id: string;
  bot_user_id: string | null;
  /** Written as JSON text, read as what `manifest.ts` parsed. */
  manifest: ColumnType<Manifest, string, string>;
  installed_at: Date | null;
  is_own: Generated<boolean>;
  client_id: string | null;
  client_secret_hash: Buffer | null;
  /** The manifest as it was given, as JSON text; null for what was installed before this was kept. */
  source: ColumnType<unknown, string, string>;
  request_url: string | null;
  created_at: Date;
  deleted_at: Date | null;
}

/** `app_id` is null for the token of a person's own client. */
interface TokenTable {
  hash: Buffer;
  kind: 'bot' | 'user' | 'app' | 'config';
  member_id: string;
  app_id: string | null;
  scopes: string[];
  created_at: Date;
  expires_at: Date | null;
  revoked_at: Date | null;
  granted_by: Generated<string | null>;
}

/** `pair` is null but for a direct message, whose members it names. */
interface ChannelTable {
  id: string;
  kind: 'public' | 'private' | 'im' | 'mpim';
  name: string | null;
  pair: string | null;
  is_general: Generated<boolean>;
  is_archived: Generated<boolean>;
  topic: Generated<string>;
  topic_by: Generated<string | null>;
  topic_at: Generated<Date | null>;
  purpose: Generated<string>;
  purpose_by: Generated<string | null>;
  purpose_at: Generated<Date | null>;
  /** The newest first. */
  previous_names: Generated<string[]>;
  updated_at: Generated<Date | null>;
  creator: string;
  created_at: Date;
}

interface ChannelMemberTable {
  channel_id: string;
  member_id: string;
  joined_at: Date;
  /** The timestamp of the last message that this member has read. */
  last_read: Generated<string>;
  /** When they closed it, if they did: what is said after opens it again. */
  closed_ts: Generated<string | null>;
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
  attachments: ColumnType<Attachment[] | null, string | null | undefined, string | null>;
  persona: ColumnType<Persona | null, string | null | undefined, string | null>;
  /** False: its text is shown as it is. */
  mrkdwn: ColumnType<boolean | null, boolean | null | undefined, boolean | null>;
  scheduled_id: ColumnType<string | null, string | null | undefined, never>;
  /** What stands beside the text of a message that has a subtype. */
  detail: ColumnType<Record<string, string> | null, string | null | undefined, string | null>;
}

/** `place` counts up as they are added; Postgres gives it as text. */
interface ReactionTable {
  channel_id: string;
  ts: string;
  name: string;
  member_id: string;
  place: GeneratedAlways<string>;
}

interface PinTable {
  channel_id: string;
  ts: string;
  member_id: string;
  created_at: Date;
}

interface BookmarkTable {
  id: string;
  channel_id: string;
  title: string;
  link: string;
  emoji: string;
  app_id: string | null;
  created_at: Date;
  updated_at: Date;
  updated_by: string;
}

interface ScheduledMessageTable {
  id: string;
  channel_id: string;
  member_id: string;
  bot_id: string | null;
  app_id: string | null;
  post_at: Date;
  created_at: Date;
  /** Written as JSON text, read as what was parsed when it was scheduled. */
  content: ColumnType<Sayable, string, never>;
}

/** A view. `words` is what is compared with a tsquery, and is never read. */
interface MessageWordsView {
  channel_id: string;
  ts: string;
  member_id: string;
  subtype: string | null;
  thread_ts: string | null;
  text: string;
  words: unknown;
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

interface OauthCodeTable {
  hash: Buffer;
  app_id: string;
  member_id: string;
  bot_scopes: string[];
  user_scopes: string[];
  redirect_uri: string | null;
  expires_at: Date;
  used_at: Date | null;
}

/** `upload_hash` is null once its upload address has been used. */
interface FileTable {
  id: string;
  member_id: string;
  name: string;
  title: string;
  alt_txt: string;
  filetype: string;
  mode: 'hosted' | 'snippet';
  size: number;
  /** The beginning of one that is text. */
  preview: string | null;
  /** Whether it was ever shared in a public channel. */
  is_public: Generated<boolean>;
  upload_hash: Buffer | null;
  uploaded_at: Date | null;
  completed_at: Date | null;
  deleted_at: Date | null;
  created_at: Date;
}

interface FilePartTable {
  file_id: string;
  position: number;
  bytes: Buffer;
}

interface FileShareTable {
  channel_id: string;
  ts: string;
  file_id: string;
  position: number;
}

interface EventRetryTable {
  event_id: string;
  app_id: string;
  body: ColumnType<Record<string, unknown>, string, string>;
  number: number;
  reason: string;
  due_at: Date;
}
