import type { Message } from '../protocol.ts';

/** What the workspace itself writes into a conversation: who came and went, what it is called, what it is for. */
const system =
  /^(?:channel|group)_(?:join|leave|topic|purpose|name|archive|unarchive|convert_to_private)$|^pinned_item$|^bot_(?:add|remove)$|^tombstone$/;

export const isSystem = ({ subtype }: Message): boolean => subtype !== undefined && system.test(subtype);

/** It stands there and is no reason to look: nobody said anything. */
export const isQuiet = ({ subtype }: Message): boolean =>
  /^(?:channel|group)_(?:join|leave|archive|unarchive)$/.test(subtype ?? '');

/** A message in words alone: of one that has none, what its files are called or what stands in for what hangs below. */
export const wordsOf = ({ text, files = [], attachments = [] }: Message): string =>
  text ||
  [...files.map(({ name = '' }) => name), ...attachments.map(({ fallback = '' }) => fallback)].join(', ');
