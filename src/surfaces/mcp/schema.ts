import { z } from 'zod';
import { type Command, OnceOnly, outputsOf } from '../../commands/declare.ts';
import { inputsOf } from '../../commands/declared.ts';

type Member = z.core.JSONSchema._JSONSchema;

/** JSON Schema of something with names. */
export interface ObjectSchema {
  [keyword: string]: unknown;
  type: 'object';
}

/** What a refused call holds beside its sentence. */
const Refusal = z.object({ error: z.string(), detail: z.string() });

/** What a command takes, each input with its hint. Whether a value is right is left to the command, which says why. */
export function inputSchemaOf(command: Command): ObjectSchema {
  const { properties = {}, required } = z.toJSONSchema(command.input, { ...LENIENT, io: 'input' });
  const hinted = inputsOf(command).map(({ name, label, hint }): [string, Member] => [
    name,
    { ...memberOf(properties[name]), title: label, description: hint },
  ]);
  return {
    type: 'object',
    properties: Object.fromEntries(hinted),
    ...(required && { required }),
    additionalProperties: false,
  };
}

const memberOf = (member: Member | undefined): object => (typeof member === 'object' ? member : {});

/** What it answers here, where no secret is shown: as the command has it without those, or a refusal. */
export function outputSchemaOf(command: Command): ObjectSchema {
  const shown = outputsOf(command).flatMap((each) => {
    if (!(each instanceof z.ZodObject)) return [each];
    const members = Object.entries<z.core.$ZodType>(each.shape);
    if (members.some(([, member]) => member === OnceOnly)) return [];
    return [z.object(Object.fromEntries(members.filter(([, member]) => !isSecret(member))))];
  });
  const anyOf = [...shown, Refusal].map((each) => {
    const schema = z.toJSONSchema(each, { ...LENIENT, io: 'output' });
    delete schema.$schema;
    return schema;
  });
  return { type: 'object', anyOf };
}

const isSecret = (member: z.core.$ZodType): boolean =>
  member instanceof z.ZodOptional ? member.unwrap() === OnceOnly : member === OnceOnly;

/** Times are told as text; what only we can tell of a value is left out, as are bounds that say nothing. */
const LENIENT = {
  unrepresentable: 'any',
  override({
    zodSchema,
    jsonSchema,
  }: {
    zodSchema: z.core.$ZodType;
    jsonSchema: z.core.JSONSchema.BaseSchema;
  }) {
    if (zodSchema instanceof z.ZodDate) Object.assign(jsonSchema, { type: 'string', format: 'date-time' });
    delete jsonSchema.pattern;
    if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  },
} as const;
