import { z } from 'zod';
import { unixTime } from './composition.ts';

/** What a line of rich text is made of. Each must have what it is about: a reader's page relies on it. */
const RichTextElement = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('text'), text: z.string() }),
  z.looseObject({ type: z.literal('link'), url: z.string(), text: z.string().exactOptional() }),
  z.looseObject({ type: z.literal('user'), user_id: z.string() }),
  z.looseObject({ type: z.literal('usergroup'), usergroup_id: z.string() }),
  z.looseObject({ type: z.literal('team'), team_id: z.string() }),
  z.looseObject({ type: z.literal('channel'), channel_id: z.string() }),
  z.looseObject({ type: z.literal('broadcast'), range: z.enum(['here', 'channel', 'everyone']) }),
  z.looseObject({ type: z.literal('date'), timestamp: unixTime, format: z.string() }),
  z.looseObject({ type: z.literal('emoji'), name: z.string() }),
  z.looseObject({ type: z.literal('color'), value: z.string() }),
]);

const elements = z.array(RichTextElement);

export const RichTextParts = z.array(
  z.discriminatedUnion('type', [
    z.looseObject({
      type: z.enum(['rich_text_section', 'rich_text_preformatted', 'rich_text_quote']),
      elements,
    }),
    z.looseObject({
      type: z.literal('rich_text_list'),
      elements: z.array(z.looseObject({ type: z.literal('rich_text_section'), elements })),
      style: z.enum(['bullet', 'ordered']),
      indent: z.int().min(0).max(8).exactOptional(),
    }),
  ]),
);
