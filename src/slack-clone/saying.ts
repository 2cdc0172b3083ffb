/** What was said, as the Web API and the event stream give it. */
import type { AnyBlock } from '@slack/types';

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
  files?: SharedFile[];
}

/** In the order in which they were added, and so are their users. */
export interface Reaction {
  /** Without colons: `thumbsup`. */
  name: string;
  users: string[];
  count: number;
}

/**
 * A file as Slack gives it. What is in it comes from `url_private` with the window's token as bearer, so a page fetches
 * it and shows what it got. One that was deleted has `id` and `mode: 'tombstone'` alone.
 */
export interface SharedFile {
  id: string;
  mode: 'hosted' | 'snippet' | 'tombstone';
  name?: string;
  title?: string;
  mimetype?: string;
  filetype?: string;
  pretty_type?: string;
  user?: string;
  /** Unix seconds. */
  created?: number;
  /** In bytes. */
  size?: number;
  url_private?: string;
  url_private_download?: string;
  permalink?: string;
  is_public?: boolean;
  alt_txt?: string;
  /** The first lines of one that is text. */
  preview?: string;
}
