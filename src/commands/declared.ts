import { z } from 'zod';
import { type Hint, hints } from './inputs.ts';

/** An input as surfaces need it. */
export interface Input extends Hint {
  name: string;
  required: boolean;
  /** The values it can have, where they are few and fixed. */
  options: readonly string[] | undefined;
  /** What it is when it is left out. */
  otherwise: string | undefined;
}

type Shape = z.ZodObject<z.ZodRawShape, z.core.$ZodObjectConfig>;

/** Asked for several times in each command, and always the same. */
const known = new WeakMap<Shape, readonly Input[]>();

/** The inputs of a command, in the order they were declared. */
export function inputsOf({ input }: { input: Shape }): readonly Input[] {
  const inputs = known.get(input) ?? inputsIn(input);
  known.set(input, inputs);
  return inputs;
}

function inputsIn(shape: Shape): readonly Input[] {
  return Object.entries(shape.shape).map(([name, schema]) => {
    const { hint, options } = described(schema);
    if (!hint) throw new Error(`the input ${name} has no hint`);
    const otherwise = schema instanceof z.ZodDefault ? String(schema.def.defaultValue) : undefined;
    return Object.assign(
      { name, options, otherwise, required: !z.safeParse(schema, undefined).success },
      hint,
    );
  });
}

/** Looks through `.optional()` and `.default()`. */
function described(schema: z.core.$ZodType): {
  hint: Hint | undefined;
  options: readonly string[] | undefined;
} {
  const options = schema instanceof z.ZodEnum ? schema.options.map(String) : undefined;
  const hint = hints.get(schema);
  if (hint) return { hint, options: options ?? innerOptions(schema) };
  const inner = innerOf(schema);
  return inner ? described(inner) : { hint, options };
}

function innerOptions(schema: z.core.$ZodType): readonly string[] | undefined {
  const inner = innerOf(schema);
  return inner && (inner instanceof z.ZodEnum ? inner.options.map(String) : innerOptions(inner));
}

function innerOf(schema: z.core.$ZodType): z.core.$ZodType | undefined {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault ? schema.unwrap() : undefined;
}
