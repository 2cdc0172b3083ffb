/** What was said, as the Web API and the event stream give it. */
import type { AnyBlock } from '@slack/types';
import type { FileObject } from './files/file-object.ts';

export type { FileObject } from './files/file-object.ts';

/** A message as `conversations.history` gives it back. */
export interface Message {
  type: 'message';
  ts: string;
  user?: string;
  bot_id?: string;
  app_id?: string;
  subtype?: string;
  text: string;
  blocks?: AnyBlock[];
  /** The name that an app gave itself for this message, which then has no `user`. */
  username?: string;
  edited?: { user: string; ts: string };
  thread_ts?: string;
  /** On the first message of a thread. */
  reply_count?: number;
  reply_users?: string[];
  reply_users_count?: number;
  latest_reply?: string;
  reactions?: Reaction[];
  /** Ids of the channels that it is pinned to. */
  pinned_to?: string[];
  /** In the order that they were sent in; the subtype is `file_share` then. */
  files?: FileObject[];
}

/** In the order in which they were added, and so are their users. */
export interface Reaction {
  /** Without colons: `thumbsup`. */
  name: string;
  users: string[];
  count: number;
}
