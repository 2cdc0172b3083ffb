import { z } from 'zod';
import { structured } from '../api/argument.ts';
import { SlackError } from '../api/error.ts';

/** What an app notes down with a message for whoever reads the history by API. People are never shown it. */
export type Metadata = z.infer<typeof Metadata>;
const Metadata = z.object({
  event_type: z.string().min(1).max(255),
  event_payload: z.record(z.string(), z.unknown()),
});

/** Read by `readMetadata`, as its refusal has a name of its own. */
export const metadataField = structured(z.unknown()).optional();

/** Undefined: nothing was said of it. Null: an empty object takes it away. @throws invalid_metadata_format */
export function readMetadata(raw: unknown): Metadata | null | undefined {
  if (raw === undefined || raw === null) return undefined;
  if (z.strictObject({}).safeParse(raw).success) return null;
  const parsed = Metadata.safeParse(raw);
  if (!parsed.success) throw new SlackError('invalid_metadata_format');
  return parsed.data;
}
