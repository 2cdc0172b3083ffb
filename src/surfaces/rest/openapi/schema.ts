import { z } from 'zod';

/** A JSON Schema of 2020-12, as far as it is looked into. */
const Schema = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  title: z.string().optional(),
  description: z.string().optional(),
  format: z.string().optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  default: z.unknown().optional(),
  required: z.array(z.string()).optional(),
  get properties() {
    return z.record(z.string(), Schema).optional();
  },
  get additionalProperties() {
    return z.union([z.boolean(), Schema]).optional();
  },
  get items() {
    return Schema.optional();
  },
  get anyOf() {
    return z.array(Schema).optional();
  },
});

export type Schema = z.infer<typeof Schema>;

/** What is given to a command, or what it answers, as it is written in JSON. */
export function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Schema {
  const { $schema: _, ...made } = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io,
    unrepresentable: 'any',
    reused: 'inline',
    override: ({ zodSchema, jsonSchema }) => {
      const written = WRITTEN[zodSchema._zod.def.type];
      if (written) Object.assign(jsonSchema, written);
      // What a program cannot exceed says nothing.
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      // What every JSON object has says nothing either.
      delete jsonSchema.propertyNames;
    },
  });
  return Schema.parse(made);
}

/** What JSON has no word for: a time, and a secret, which is shown once. */
const WRITTEN: Readonly<Record<string, object>> = {
  date: { type: 'string', format: 'date-time' },
  custom: { type: 'string' },
};

/** The schema of an answer that worked: whatever its members, `ok` goes before them. */
export function successOf(schema: Schema): Schema {
  if (schema.anyOf) return { ...schema, anyOf: schema.anyOf.map(successOf) };
  return {
    ...schema,
    properties: { ok: { const: true }, ...schema.properties },
    required: ['ok', ...(schema.required ?? [])],
  };
}
