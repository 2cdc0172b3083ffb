import { z } from 'zod';
import { name, unixTime } from './composition.ts';

const on = z.boolean().exactOptional();
const style = z.looseObject({ bold: on, italic: on, strike: on, code: on, underline: on }).exactOptional();

/** Every part of a line can have a style. */
function part<Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) {
  return z.looseObject({ type: z.literal(type), ...shape, style });
}

const Text = part('text', { text: z.string() });
const Link = part('link', { url: z.string(), text: z.string().exactOptional() });

/** What a line of rich text is made of. Each must have what it is about: a reader's page relies on it. */
const RichTextElement = z.discriminatedUnion('type', [
  Text,
  Link,
  part('user', { user_id: z.string() }),
  part('usergroup', { usergroup_id: z.string() }),
  part('team', { team_id: z.string() }),
  part('channel', { channel_id: z.string() }),
  part('broadcast', { range: z.enum(['here', 'channel', 'everyone']) }),
  part('date', {
    timestamp: unixTime,
    format: z.string(),
    url: z.string().exactOptional(),
    fallback: z.string().exactOptional(),
  }),
  part('emoji', { name: z.string(), unicode: z.string().exactOptional() }),
  part('color', { value: z.string() }),
]);

const elements = z.array(RichTextElement);
const border = z.union([z.literal(0), z.literal(1)]).exactOptional();

const RichTextParts = z.array(
  z.discriminatedUnion('type', [
    z.looseObject({ type: z.literal('rich_text_section'), elements }),
    z.looseObject({ type: z.literal('rich_text_quote'), elements, border }),
    z.looseObject({
      type: z.literal('rich_text_preformatted'),
      elements: z.array(z.discriminatedUnion('type', [Text, Link])),
      border,
    }),
    z.looseObject({
      type: z.literal('rich_text_list'),
      elements: z.array(z.looseObject({ type: z.literal('rich_text_section'), elements })),
      style: z.enum(['bullet', 'ordered']),
      indent: z.int().min(0).max(8).exactOptional(),
      offset: z.int().min(0).exactOptional(),
      border,
    }),
  ]),
);

/** A block, and what a rich text input holds. */
export const RichText = z.looseObject({
  type: z.literal('rich_text'),
  block_id: name.exactOptional(),
  elements: RichTextParts,
});
