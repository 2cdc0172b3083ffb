import { z } from 'zod';
import { complaints } from '../api/argument.ts';
import { SlackError } from '../api/error.ts';
import { type Block, readBlocks } from '../blocks/block.ts';
import type { Random } from '../ids.ts';

/** Slack takes numbers where it shows text. */
const words = z
  .union([z.string(), z.number().transform(String), z.null().transform(() => undefined)])
  .optional();

const Shape = z.looseObject({
  fallback: words,
  color: words,
  pretext: words,
  author_name: words,
  author_link: words,
  author_icon: words,
  title: words,
  title_link: words,
  text: words,
  image_url: words,
  thumb_url: words,
  footer: words,
  footer_icon: words,
  from_url: words,
  callback_id: words,
  ts: words,
  fields: z.array(z.looseObject({ title: words, value: words, short: z.boolean().optional() })).optional(),
  actions: z.array(z.looseObject({})).optional(),
  mrkdwn_in: z.array(z.string()).optional(),
});
const WithBlocks = Shape.extend({ blocks: z.unknown().optional() });

/** What hangs below a message: older than blocks, and in all samples. What is not known here is kept and handed on. */
export type Attachment = z.infer<typeof Shape> & { id: number; blocks?: Block[] };

const MOST = 100;

/** Numbered from 1, as Slack gives them back. @throws too_many_attachments, invalid_attachments or invalid_blocks */
export function readAttachments(raw: unknown, random: Random): Attachment[] {
  if (!Array.isArray(raw))
    throw SlackError.explained('invalid_attachments', ['attachments must be an array']);
  if (raw.length > MOST) throw new SlackError('too_many_attachments');
  return raw.map((each: unknown, place) => readAttachment(each, place, random));
}

function readAttachment(raw: unknown, place: number, random: Random): Attachment {
  const parsed = WithBlocks.safeParse(raw);
  if (!parsed.success) {
    throw SlackError.explained('invalid_attachments', complaints(parsed.error, `attachments/${place}`));
  }
  const { blocks, ...attachment } = parsed.data;
  const fallback = attachment.fallback ?? attachment.text ?? attachment.title ?? '[no preview available]';
  const given = blocks === undefined || blocks === null ? [] : readBlocks(blocks, random);
  return { ...attachment, id: place + 1, fallback, ...(given.length > 0 && { blocks: given }) };
}

/** All blocks of a message, also those that hang below it: whatever can be pressed is on one of them. */
export function allBlocks(message: {
  blocks: Block[] | null;
  attachments?: Attachment[] | null | undefined;
}): Block[] {
  const below = message.attachments?.flatMap((attachment) => attachment.blocks ?? []) ?? [];
  return [...(message.blocks ?? []), ...below];
}
