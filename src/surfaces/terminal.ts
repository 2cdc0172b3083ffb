import { z } from 'zod';
import type { ErrorCode } from '../core/errors.ts';

/** What the command line and its door on the server say to each other. Both are of one version, or nearly. */

const Texts = z
  .array(z.object({ kind: z.enum(['plain', 'bold', 'code', 'command']), text: z.string() }))
  .readonly();

const Answers = z.record(z.string(), z.string());

/** Asks a command. `confirmed`: whoever asks has said yes, or is not there to be asked. */
export const Ask = z.strictObject({ command: z.string(), input: Answers, confirmed: z.boolean() });

/** Asks for the form of a command, as far as it can be asked by these answers. */
export const AskForm = z.strictObject({ command: z.string(), answers: Answers });

/** Asks what there is to choose for one input, of what begins like this. */
export const AskChoices = z.strictObject({
  command: z.string(),
  name: z.string(),
  typed: z.string(),
  answers: Answers,
});

const Button = z.object({
  label: z.string(),
  command: z.string(),
  input: z.record(z.string(), z.union([z.string(), z.number()])),
});

const Line = z.object({ text: Texts });

/** An answer to be shown, without its secret: that is in the output alone. */
const Shown = z.object({
  text: Texts,
  facts: z.array(z.tuple([z.string(), Texts])).exactOptional(),
  lines: z.array(Line).exactOptional(),
  sections: z.array(z.object({ heading: z.string(), lines: z.array(Line), none: Texts })).exactOptional(),
  table: z.object({ columns: z.array(z.string()), rows: z.array(z.array(Texts)) }).exactOptional(),
  note: Texts.exactOptional(),
  buttons: z.array(Button).exactOptional(),
});

const Question = z.object({ title: z.string(), text: Texts, yes: z.string(), no: z.string() });

/** `body` is what REST answers. */
const Refused = z.object({
  kind: z.literal('refused'),
  code: z.custom<ErrorCode>((code) => typeof code === 'string'),
  text: Texts,
  fields: z.record(z.string(), Texts),
  body: z.record(z.string(), z.unknown()),
});

export type Refused = z.output<typeof Refused>;

/** What becomes of what was asked. `output` is what REST answers, with its secret in clear. */
export const Answer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('done'), output: z.record(z.string(), z.unknown()), document: Shown }),
  z.object({ kind: z.literal('confirm'), question: Question }),
  Refused,
]);

export type Answer = z.output<typeof Answer>;

const Offered = z.array(z.object({ value: z.string(), label: z.string(), ticked: z.boolean().optional() }));

/** Each input that can be asked now, in its order; one of which there is one choice is taken and not asked. */
const Part = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('taken'), name: z.string(), said: Texts }),
  z.object({
    kind: z.enum(['text', 'choice', 'choices']),
    name: z.string(),
    label: z.string(),
    hint: z.string(),
    secret: z.boolean().optional(),
    placeholder: z.string().optional(),
    required: z.boolean(),
    reference: z.string().optional(),
    choices: Offered.optional(),
  }),
]);

export const FormAnswer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('form'), parts: z.array(Part) }),
  Refused,
]);

export type Field = Exclude<z.output<typeof Part>, { kind: 'taken' }>;

export const ChoicesAnswer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('choices'), choices: Offered }),
  Refused,
]);

export type Offered = z.output<typeof Offered>;
