/**
 * A file as Slack gives it. What is in it comes from `url_private` with the window's token as bearer, so a page fetches
 * it and shows what it got. One that was deleted has `id` and `mode: 'tombstone'` alone.
 */
export interface FileObject {
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
