import { z } from 'zod';

const Option = z.object({
  text: z.object({ type: z.literal('plain_text'), text: z.string() }),
  value: z.string(),
});

const Element = z.looseObject({
  type: z.string(),
  action_id: z.string().optional(),
  options: z.array(Option).optional(),
});

/** A block as far as finding what can be pressed in it. */
export type Shown = z.infer<typeof Shown>;
export const Shown = z.looseObject({
  block_id: z.string(),
  accessory: Element.optional(),
  element: Element.optional(),
  elements: z.array(z.union([Element, z.unknown()])).optional(),
});

export interface Found {
  blockId: string;
  type: string;
  options: z.infer<typeof Option>[] | undefined;
}

export function findElement(blocks: Shown[], actionId: string): Found {
  for (const { block_id: blockId, accessory, element, elements = [] } of blocks) {
    for (const each of [accessory, element, ...elements]) {
      const parsed = Element.safeParse(each);
      if (!parsed.success || parsed.data.action_id !== actionId) continue;
      return { blockId, type: parsed.data.type, options: parsed.data.options };
    }
  }
  throw new Error(`Nothing here has the action_id ${actionId}.`);
}
