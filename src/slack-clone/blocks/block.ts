import { z } from 'zod';
import { complaints } from '../api/argument.ts';
import { SlackError } from '../api/error.ts';
import { newBlockId, type Random } from '../ids.ts';
import { anyText, bounded, listOf, name, plainText } from './composition.ts';
import { Accessory, ActionElement, ContextElement, type Element, imageOf, InputElement } from './element.ts';
import { RichTextParts } from './rich-text.ts';

const common = { block_id: name.exactOptional() };

const Section = z
  .looseObject({
    type: z.literal('section'),
    ...common,
    text: anyText(3000).exactOptional(),
    fields: listOf(anyText(2000), 10).exactOptional(),
    accessory: Accessory.exactOptional(),
  })
  .refine(
    (section) => section.text !== undefined || section.fields !== undefined,
    'must have text or fields',
  );

const TableCell = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('raw_text'), text: z.string() }),
  z.looseObject({ type: z.literal('raw_number'), value: z.number(), text: z.string() }),
  z.looseObject({ type: z.literal('rich_text'), elements: RichTextParts }),
]);
const TableRow = z.array(TableCell).max(20, 'no more than 20 items allowed');

/** One block of a message or a view. */
export type Block = z.infer<typeof Block>;
export const Block = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('header'), ...common, text: plainText(150) }),
  Section,
  z.looseObject({ type: z.literal('context'), ...common, elements: listOf(ContextElement, 10) }),
  z.looseObject({ type: z.literal('divider'), ...common }),
  z.looseObject({ type: z.literal('actions'), ...common, elements: listOf(ActionElement, 25) }),
  z.looseObject({
    type: z.literal('input'),
    ...common,
    label: plainText(2000),
    element: InputElement,
    hint: plainText(2000).exactOptional(),
    optional: z.boolean().exactOptional(),
    dispatch_action: z.boolean().exactOptional(),
  }),
  imageOf({ ...common, title: plainText(2000).exactOptional() }),
  z.looseObject({ type: z.literal('rich_text'), ...common, elements: RichTextParts }),
  z.looseObject({ type: z.literal('table'), ...common, rows: listOf(TableRow, 100) }),
  z.looseObject({ type: z.literal('markdown'), ...common, text: bounded(12_000) }),
]);

/** An element and the block it stands in. The block's text is left out: it may be what was to be shown once. */
export interface Placed {
  blockId: string;
  element: Element;
}

/** All that can be pressed, chosen or filled in. */
export function interactive(blocks: Block[]): Placed[] {
  return blocks.flatMap((block) =>
    elementsOf(block).map((element) => ({ blockId: block.block_id ?? '', element })),
  );
}

function elementsOf(block: Block): Element[] {
  if (block.type === 'actions') return block.elements;
  if (block.type === 'input') return [block.element];
  if (block.type === 'section' && block.accessory && block.accessory.type !== 'image')
    return [block.accessory];
  return [];
}

const MOST_IN_MESSAGE = 50;
/** A view holds more than a message, which people scroll past. */
export const MOST_IN_VIEW = 100;

/** A message's blocks, checked, with the ids that the app left out. */
export function readBlocks(raw: unknown, random: Random): Block[] {
  if (!Array.isArray(raw)) throw SlackError.explained('invalid_blocks_format', ['blocks must be an array']);
  const parsed = z
    .array(Block)
    .max(MOST_IN_MESSAGE, `no more than ${MOST_IN_MESSAGE} items allowed`)
    .safeParse(raw);
  if (!parsed.success) throw SlackError.explained('invalid_blocks', complaints(parsed.error, 'blocks'));
  const twice = repeatedIds(parsed.data);
  if (twice.length > 0) throw SlackError.explained('invalid_blocks', twice);
  return withIds(parsed.data, random);
}

/** A block_id names one block of its surface, an action_id one element of its block. */
export function repeatedIds(blocks: Block[]): string[] {
  const ids = blocks.map((block) => block.block_id).filter((id) => id !== undefined);
  const inBlocks = blocks.flatMap((block) =>
    repeated(
      elementsOf(block)
        .map((element) => element.action_id)
        .filter((id) => id !== undefined),
    ),
  );
  return [
    ...repeated(ids).map((id) => `block_id ${id} already exists`),
    ...inBlocks.map((id) => `action_id ${id} already exists in its block`),
  ];
}

/** In place: the blocks are this workspace's own by now. Without ids nothing could say where a press was. */
export function withIds(blocks: Block[], random: Random): Block[] {
  for (const block of blocks) {
    block.block_id ??= newBlockId(random);
    for (const element of elementsOf(block)) element.action_id ??= newBlockId(random);
  }
  return blocks;
}

function repeated(ids: string[]): string[] {
  return ids.filter((id, place) => ids.indexOf(id) !== place);
}
