import { z } from 'zod';
import { complaints, writtenLength } from '../api/argument.ts';
import { SlackError } from '../api/error.ts';
import { newBlockId, type Random } from '../ids.ts';
import { Card, Carousel, Plan, TaskCard, Video } from './card.ts';
import { anyText, bounded, listOf, name, plainText } from './composition.ts';
import {
  Accessory,
  ActionElement,
  ContextAction,
  ContextElement,
  type Element,
  InputElement,
} from './element.ts';
import { Image, imageOf } from './image.ts';
import { RichText } from './rich-text.ts';
import { DataTable, Table } from './table.ts';

const common = { block_id: name.exactOptional() };

const Section = z
  .looseObject({
    type: z.literal('section'),
    ...common,
    text: anyText(3000).exactOptional(),
    fields: listOf(anyText(2000), 10).exactOptional(),
    accessory: Accessory.exactOptional(),
    expand: z.boolean().exactOptional(),
  })
  .refine(
    (section) => section.text !== undefined || section.fields !== undefined,
    'must have text or fields',
  );

const Input = z.looseObject({
  type: z.literal('input'),
  ...common,
  label: plainText(2000),
  element: InputElement,
  hint: plainText(2000).exactOptional(),
  optional: z.boolean().exactOptional(),
  dispatch_action: z.boolean().exactOptional(),
});

/** What may also stand in a container. */
const PLAIN = [
  z.looseObject({ type: z.literal('header'), ...common, text: plainText(150) }),
  Section,
  z.looseObject({ type: z.literal('context'), ...common, elements: listOf(ContextElement, 10) }),
  z.looseObject({ type: z.literal('divider'), ...common }),
  z.looseObject({ type: z.literal('actions'), ...common, elements: listOf(ActionElement, 25) }),
  Input,
  imageOf({ ...common, title: plainText(2000).exactOptional() }),
  RichText,
  Table,
  Video,
  z.looseObject({
    type: z.literal('file'),
    ...common,
    external_id: bounded(255),
    source: z.literal('remote'),
  }),
] as const;

const Container = z
  .looseObject({
    type: z.literal('container'),
    ...common,
    title: plainText(150).exactOptional(),
    rich_text_title: RichText.exactOptional(),
    subtitle: anyText(150).exactOptional(),
    child_blocks: listOf(z.discriminatedUnion('type', PLAIN), 10),
    width: z.enum(['narrow', 'standard', 'wide', 'full']).exactOptional(),
    icon: Image.exactOptional(),
    is_collapsible: z.boolean().exactOptional(),
    default_collapsed: z.boolean().exactOptional(),
    has_header_divider: z.boolean().exactOptional(),
  })
  .refine(
    ({ title, rich_text_title }) => title !== undefined || rich_text_title !== undefined,
    'must have title or rich_text_title',
  )
  .refine(
    ({ default_collapsed, is_collapsible }) => default_collapsed !== true || is_collapsible === true,
    'must be collapsible to be collapsed by default',
  );

/** One block of a message or a view. */
export type Block = z.infer<typeof Block>;
export const Block = z.discriminatedUnion('type', [
  ...PLAIN,
  Container,
  z.looseObject({ type: z.literal('context_actions'), ...common, elements: listOf(ContextAction, 5) }),
  z.looseObject({ type: z.literal('markdown'), ...common, text: bounded(12_000) }),
  z.looseObject({
    type: z.literal('alert'),
    ...common,
    text: anyText(200),
    level: z.enum(['default', 'info', 'warning', 'error', 'success']).exactOptional(),
  }),
  Card,
  Carousel,
  DataTable,
  TaskCard,
  Plan,
]);

/** An element and the block it stands in. The block's text is left out: it may be what was to be shown once. */
export interface Placed {
  blockId: string;
  element: Element;
  /** Whether the app hears of each use; else only when the form is sent, as of an input that does not ask for more. */
  tells: boolean;
}

/** All that can be pressed, chosen or filled in. */
export function interactive(blocks: Block[]): Placed[] {
  return everyBlock(blocks).flatMap((block) => {
    const tells = block.type !== 'input' || block.dispatch_action === true;
    return elementsOf(block).map((element) => ({ blockId: block.block_id ?? '', element, tells }));
  });
}

/** The blocks, and those that stand in one of them. */
export function everyBlock(blocks: Block[]): Block[] {
  return blocks.flatMap((block): Block[] => {
    if (block.type === 'container') return [block, ...block.child_blocks];
    return block.type === 'carousel' ? [block, ...block.elements] : [block];
  });
}

function elementsOf(block: Block): Element[] {
  if (block.type === 'actions' || block.type === 'context_actions') return block.elements;
  if (block.type === 'input') return [block.element];
  if (block.type === 'card') return block.actions ?? [];
  if (block.type === 'section' && block.accessory && block.accessory.type !== 'image')
    return [block.accessory];
  return [];
}

const MOST_IN_MESSAGE = 50;
/** Of a message. */
export const Blocks = z.array(Block).max(MOST_IN_MESSAGE, `no more than ${MOST_IN_MESSAGE} items allowed`);
/** A view holds more than a message, which people scroll past. */
export const MOST_IN_VIEW = 100;
const LONGEST_MARKDOWN = 12_000;

/** A message's blocks, checked, with the ids that the app left out. */
export function readBlocks(raw: unknown, random: Random): Block[] {
  if (!Array.isArray(raw)) throw SlackError.explained('invalid_blocks_format', ['blocks must be an array']);
  if (writtenLength(raw) === undefined) throw refusedBlocks(['must be nested less deeply']);
  const parsed = Blocks.safeParse(raw);
  if (!parsed.success) throw refusedBlocks(complaints(parsed.error, 'blocks', raw));
  const twice = repeatedIds(parsed.data);
  if (twice.length > 0) throw refusedBlocks(twice);
  // Slack counts what all markdown blocks of a message say together.
  const markdown = parsed.data.map((block) => (block.type === 'markdown' ? block.text.length : 0));
  if (markdown.reduce((sum, length) => sum + length, 0) > LONGEST_MARKDOWN)
    throw new SlackError('msg_blocks_too_long');
  return withIds(parsed.data, random);
}

/** The sentences stand twice in Slack's answer: for the developer's log, and as a list. */
function refusedBlocks(errors: string[]): SlackError {
  const { code, details } = SlackError.explained('invalid_blocks', errors);
  return new SlackError(code, { errors, ...details });
}

/** A block_id names one block of its surface, an action_id one element of its block. */
export function repeatedIds(blocks: Block[]): string[] {
  const all = everyBlock(blocks);
  const ids = all.map((block) => block.block_id).filter((id) => id !== undefined);
  const inBlocks = all.flatMap((block) =>
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
  for (const block of everyBlock(blocks)) {
    block.block_id ??= newBlockId(random);
    for (const element of elementsOf(block)) element.action_id ??= newBlockId(random);
  }
  return blocks;
}

function repeated(ids: string[]): string[] {
  return ids.filter((id, place) => ids.indexOf(id) !== place);
}
