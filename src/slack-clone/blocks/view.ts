import { z } from 'zod';
import { complaints, writtenLength } from '../api/argument.ts';
import { SlackError } from '../api/error.ts';
import type { Random } from '../ids.ts';
import { Block, everyBlock, interactive, MOST_IN_VIEW, repeatedIds, withIds } from './block.ts';
import { plainText } from './composition.ts';

const common = {
  blocks: z.array(Block).max(MOST_IN_VIEW, `no more than ${MOST_IN_VIEW} items allowed`),
  private_metadata: z.string().max(3000, 'must be less than 3001 characters').default(''),
  callback_id: z.string().max(255, 'must be less than 256 characters').default(''),
  external_id: z.string().max(255, 'must be less than 256 characters').default(''),
};

/** `submit` is what makes a modal a form, so Slack insists on it where there is something to fill in. */
export type ModalContent = z.infer<typeof Modal>;
const Modal = z
  .object({
    type: z.literal('modal'),
    ...common,
    title: plainText(24),
    submit: plainText(24).nullish(),
    close: plainText(24).nullish(),
    clear_on_close: z.boolean().default(false),
    notify_on_close: z.boolean().default(false),
  })
  .refine((view) => view.submit || !everyBlock(view.blocks).some((block) => block.type === 'input'), {
    path: ['submit'],
    message: '`submit` is required when an `input` block is within the `blocks` array',
  });

const Home = z.object({ type: z.literal('home'), ...common });

/** A view as an app sends it. */
export type ViewContent = z.infer<typeof ViewContent>;
export const ViewContent = z.discriminatedUnion('type', [Modal, Home]);

const LARGEST = 250_000;

/** @throws view_too_large, or invalid_arguments with a JSON pointer to each place */
export function readView(raw: unknown, type: ViewContent['type'], random: Random): ViewContent {
  if ((writtenLength(raw) ?? Infinity) > LARGEST) throw new SlackError('view_too_large');
  const parsed = ViewContent.safeParse(raw);
  if (!parsed.success) {
    throw SlackError.explained('invalid_arguments', complaints(parsed.error, 'view', raw));
  }
  const view = parsed.data;
  if (view.type !== type) {
    throw SlackError.explained('invalid_arguments', [`must be of type ${type} [json-pointer:/view/type]`]);
  }
  const wrong = viewFaults(view);
  if (wrong.length > 0) throw SlackError.explained('invalid_arguments', wrong);
  return { ...view, blocks: withIds(view.blocks, random) };
}

/** What is wrong with a view as a whole. */
export function viewFaults({ blocks }: ViewContent): string[] {
  const focused = interactive(blocks).filter(
    ({ element }) => 'focus_on_load' in element && element.focus_on_load === true,
  );
  const several =
    focused.length > 1 ? ['only one element can have focus_on_load [json-pointer:/view/blocks]'] : [];
  return [...repeatedIds(blocks), ...several];
}
