import { z } from 'zod';
import { structured } from '../api/argument.ts';
import { SlackError } from '../api/error.ts';
import { type Block, readBlocks } from '../blocks/block.ts';
import type { Random } from '../ids.ts';
import { type Attachment, readAttachments } from './attachments.ts';
import type { Metadata } from './metadata.ts';
import type { Persona } from './persona.ts';

/** What a message can be made of, wherever it comes from: a method, an acknowledgement or a response_url. */
export const contentFields = {
  text: z.string().optional(),
  blocks: structured(z.unknown()).optional(),
  attachments: structured(z.unknown()).optional(),
  markdown_text: z.string().max(12_000, 'must be less than 12001 characters').optional(),
};

interface RawContent {
  text?: string | undefined;
  blocks?: unknown;
  attachments?: unknown;
  markdown_text?: string | undefined;
}

/** What was read: text, blocks, attachments, or several of them. */
export interface Content {
  text: string;
  /** Null: it has none. */
  blocks: Block[] | null;
  /** Undefined: nothing was said of them. Null: it has none. */
  attachments?: Attachment[] | null | undefined;
}

/** All that makes a message, as it is posted now or kept until it is time. */
export interface Sayable extends Content {
  thread_ts?: string | undefined;
  /** Of a reply: it is shown in the channel as well. */
  reply_broadcast?: boolean | undefined;
  metadata?: Metadata | null | undefined;
  persona?: Persona | null | undefined;
  mrkdwn?: false | undefined;
  /** Of `/me`, and of what the workspace itself writes. */
  subtype?: string | undefined;
  /** What stands beside the text of what it writes. */
  detail?: Record<string, string> | undefined;
}

/** Characters, also of what is typed after a command; chat.postMessage cuts what is longer before it is read. */
export const LONGEST_TEXT = 40_000;

/**
 * @throws no_text, msg_too_long, invalid_blocks, invalid_blocks_format, invalid_attachments, too_many_attachments or
 * markdown_text_conflict
 */
export function readContent(raw: RawContent, random: Random): Content {
  const text = raw.text ?? '';
  if (text.length > LONGEST_TEXT) throw new SlackError('msg_too_long');
  const given = isLeftOut(raw.blocks) ? [] : readBlocks(raw.blocks, random);
  const below = isLeftOut(raw.attachments) ? undefined : readAttachments(raw.attachments, random);
  const attachments = below?.length === 0 ? null : below;
  if (raw.markdown_text !== undefined && raw.markdown_text !== '') {
    if (text !== '' || given.length > 0) throw new SlackError('markdown_text_conflict');
    const [...blocks] = readBlocks([{ type: 'markdown', text: raw.markdown_text }], random);
    return { text: raw.markdown_text, blocks, attachments };
  }
  if (text === '' && given.length === 0 && !attachments) throw new SlackError('no_text');
  return { text, blocks: given.length > 0 ? given : null, attachments };
}

/** A form that leaves out what is structured sends it empty. */
function isLeftOut(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}
