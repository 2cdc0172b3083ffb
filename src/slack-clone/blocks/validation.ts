import { z } from 'zod';
import { type Complaint, complaintsOf } from '../api/argument.ts';
import { Blocks, repeatedIds } from './block.ts';
import { ViewContent, viewFaults } from './view.ts';

const Message = z.looseObject({
  blocks: Blocks.optional(),
  attachments: z.array(z.looseObject({})).optional(),
});

/** What Slack would refuse, without doing anything with it: where it is, and what is wrong there. */

export function faultsOfBlocks(raw: unknown): Complaint[] {
  return faultsOf(Blocks, raw, repeatedIds);
}

export function faultsOfMessage(raw: unknown): Complaint[] {
  return faultsOf(Message, raw, ({ blocks = [] }) => repeatedIds(blocks));
}

export function faultsOfView(raw: unknown): Complaint[] {
  return faultsOf(ViewContent, raw, viewFaults);
}

/** @param whole what can only be said of what is right in each of its parts. */
function faultsOf<T extends z.ZodType>(
  schema: T,
  raw: unknown,
  whole: (parsed: z.infer<T>) => string[],
): Complaint[] {
  const parsed = schema.safeParse(raw);
  if (!parsed.success) return complaintsOf(parsed.error, raw);
  return whole(parsed.data).map((message) => ({ message, pointer: '' }));
}
