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
  attachments?: Attachment[];
  /** The name and picture that an app gave itself for this message, which then has no `user`. */
  username?: string;
  icons?: { emoji?: string; image_48?: string };
  /** False: the text is shown as it is. */
  mrkdwn?: false;
  edited?: { user: string; ts: string };
  /** In a thread: its parent's `ts`, which a parent with replies has too. */
  thread_ts?: string;
  parent_user_id?: string;
  /** The parent, on a reply that is shown in the channel as well (`subtype: 'thread_broadcast'`). */
  root?: Message;
  /** Of a parent with replies. */
  reply_count?: number;
  /** At most five of them, who replied first coming first. */
  reply_users?: string[];
  reply_users_count?: number;
  latest_reply?: string;
  subscribed?: boolean;
  reactions?: Reaction[];
  /** The channel's id, if it is pinned there. */
  pinned_to?: string[];
  pinned_info?: { channel: string; pinned_by: string; pinned_ts: number };
  /** With `subtype: 'tombstone'`: it was deleted and its thread goes on. */
  hidden?: true;
  /** In the order that they were sent in; the subtype is `file_share` then. */
  files?: SharedFile[];
}

/** In the order in which they were added, and so are their users. */
export interface Reaction {
  /** Without colons: `thumbsup`. */
  name: string;
  users: string[];
  count: number;
}

/** What hangs below a message. Nothing of it was checked but that it is text. */
export interface Attachment {
  id: number;
  fallback?: string | undefined;
  /** `good`, `warning`, `danger`, or as `#36a64f`. */
  color?: string | undefined;
  pretext?: string | undefined;
  author_name?: string | undefined;
  author_link?: string | undefined;
  title?: string | undefined;
  title_link?: string | undefined;
  text?: string | undefined;
  fields?:
    { title?: string | undefined; value?: string | undefined; short?: boolean | undefined }[] | undefined;
  image_url?: string | undefined;
  thumb_url?: string | undefined;
  footer?: string | undefined;
  /** Unix seconds, shown beside the footer. */
  ts?: string | undefined;
  from_url?: string | undefined;
  /** Buttons and menus from before blocks. */
  actions?: unknown[] | undefined;
  blocks?: AnyBlock[];
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
