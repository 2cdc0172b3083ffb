import type { Generated } from 'kysely';

/** `upload_hash` is null once its upload address has been used. */
export interface FileTable {
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

export interface FilePartTable {
  file_id: string;
  position: number;
  bytes: Buffer;
}

export interface FileShareTable {
  channel_id: string;
  ts: string;
  file_id: string;
  position: number;
}

/** `member_id` is a bot's, which may read it. */
export interface HandedFileTable {
  file_id: string;
  member_id: string;
}
