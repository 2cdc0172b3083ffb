import { z } from 'zod';
import type { ClientEvent, Message, View } from '../../../src/slack-clone/protocol.ts';
import type { Person } from '../../slack-clone/person.ts';

type Ephemeral = Extract<ClientEvent, { type: 'ephemeral' }>;

/** Types it, and waits for the answer that only this person sees. */
export async function answerTo(person: Person, typed: string, channel = '#general'): Promise<Ephemeral> {
  await person.command(typed, { channel });
  return person.nextEvent('ephemeral', () => true, 5000);
}

/** The sentence that somebody gets for what they type, as a notification has it. */
export async function saidTo(person: Person, typed: string): Promise<string> {
  return (await answerTo(person, typed)).message.text;
}

/** Types it, and waits for the modal that it opens. */
export async function modalFor(person: Person, typed: string): Promise<View> {
  await person.command(typed);
  return (await person.nextEvent('view_opened', () => true, 5000)).view;
}

/** All that can be read in blocks, a line for each. */
export function readIn({ blocks = [] }: View | Message): string {
  return blocks.map((block) => textsIn(block).join('')).join('\n');
}

function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  const found = z.record(z.string(), z.unknown()).safeParse(value).data ?? {};
  return Object.entries(found).flatMap(([name, each]) =>
    typeof each === 'string' && (name === 'text' || name === 'initial_value') ? [each] : textsIn(each),
  );
}

/** The cells of the table in a message, row by row. */
export function tableIn({ blocks }: Message): string[][] {
  const Rows = z.object({ type: z.literal('table'), rows: z.array(z.array(z.unknown())) });
  const table = blocks?.map((block) => Rows.safeParse(block).data).find(Boolean);
  return table?.rows.map((row) => row.map((cell) => textsIn(cell).join('').trim())) ?? [];
}

/** An option of a select, chosen. */
export const chosen = (value: string) => ({
  selected_option: { text: { type: 'plain_text', text: value }, value },
});

export const several = (...values: string[]) => ({
  selected_options: values.map((value) => ({ text: { type: 'plain_text', text: value }, value })),
});

/** The token in something that was shown. */
export function tokenIn(shown: unknown): string {
  return /eyJ[\w-]+\.[\w-]+\.[\w-]+|af_bot_[0-9a-f]{64}/.exec(JSON.stringify(shown))?.[0] ?? '';
}
