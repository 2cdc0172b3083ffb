import { z } from 'zod';
import { flag, timestamp } from '../api/argument.ts';
import type { Call } from '../api/method.ts';
import { contentFields, LONGEST_TEXT, readContent, type Sayable } from './content.ts';
import { metadataField, readMetadata } from './metadata.ts';
import { linkNames } from './names.ts';
import { personaFields, readPersona } from './persona.ts';

/** How names in the text are read. What else an app may ask of links, `unfurl_links` and its like, changes nothing. */
export const namingFields = {
  parse: z.enum(['full', 'none', 'client', 'mrkdwn']).optional().catch(undefined),
  link_names: flag.default(false).catch(false),
};

/** What chat.postMessage and chat.scheduleMessage have in common. */
export const saidFields = {
  channel: z.string(),
  ...contentFields,
  ...personaFields,
  ...namingFields,
  metadata: metadataField,
  thread_ts: timestamp.optional(),
  reply_broadcast: flag.default(false),
  mrkdwn: flag.default(true),
};

type RawSaid = z.infer<z.ZodObject<typeof saidFields>>;

/** All but its thread, which is looked up in its channel. `cut`: the text was longer than a message can be. */
export async function readSaid(
  { workspace, caller }: Call,
  raw: RawSaid,
): Promise<{ said: Sayable; cut: boolean }> {
  const text = raw.text?.slice(0, LONGEST_TEXT);
  const metadata = readMetadata(raw.metadata);
  const content = readContent({ ...raw, text }, workspace.random);
  const said: Sayable = {
    ...content,
    text: await readNames({ workspace, caller }, content.text, raw),
    metadata,
    persona: readPersona(caller, raw),
    reply_broadcast: raw.reply_broadcast,
    ...(!raw.mrkdwn && { mrkdwn: false }),
  };
  return { said, cut: text !== raw.text };
}

/** Names become links for who asks for that. */
export async function readNames(
  { workspace }: Call,
  text: string,
  { parse, link_names }: { parse?: string | undefined; link_names: boolean },
): Promise<string> {
  return link_names || parse === 'full' ? linkNames(workspace, text) : text;
}
