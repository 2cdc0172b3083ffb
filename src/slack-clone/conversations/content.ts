import { z } from 'zod';
import { structured } from '../api/argument.ts';
import { SlackError } from '../api/error.ts';
import { type Block, readBlocks } from '../blocks/block.ts';
import type { Random } from '../ids.ts';

/** What a message can be made of, wherever it comes from: a method, an acknowledgement or a response_url. */
export const contentFields = {
  text: z.string().optional(),
  blocks: structured(z.unknown()).optional(),
  markdown_text: z.string().max(12_000, 'must be less than 12001 characters').optional(),
};

interface RawContent {
  text?: string | undefined;
  blocks?: unknown;
  markdown_text?: string | undefined;
}

/** What was read: text, blocks, or both. Null: it has no blocks. */
export interface Content {
  text: string;
  blocks: Block[] | null;
}

/** Characters, also of what is typed after a command; chat.postMessage cuts what is longer before it is read. */
export const LONGEST_TEXT = 40_000;

/** @throws no_text, msg_too_long, invalid_blocks, invalid_blocks_format or markdown_text_conflict */
export function readContent(raw: RawContent, random: Random): Content {
  const text = raw.text ?? '';
  if (text.length > LONGEST_TEXT) throw new SlackError('msg_too_long');
  const given = raw.blocks === undefined || raw.blocks === null ? [] : readBlocks(raw.blocks, random);
  if (raw.markdown_text !== undefined && raw.markdown_text !== '') {
    if (text !== '' || given.length > 0) throw new SlackError('markdown_text_conflict');
    const [...blocks] = readBlocks([{ type: 'markdown', text: raw.markdown_text }], random);
    return { text: raw.markdown_text, blocks };
  }
  if (text === '' && given.length === 0) throw new SlackError('no_text');
  return { text, blocks: given.length > 0 ? given : null };
}
