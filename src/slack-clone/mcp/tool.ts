import { z } from 'zod';
import { complaints } from '../api/argument.ts';
import type { Answer } from '../api/method.ts';

/** Calls a method of the workspace as whoever is asking: `{ ok: true, … }` or `{ ok: false, error, … }`. */
export type CallMethod = (method: string, input: Record<string, unknown>) => Promise<Answer>;

/** A tool: one thing that a model may ask of the workspace, over the methods that do it. */
export interface Tool {
  name: string;
  title: string;
  description: string;
  effect: 'read' | 'write';
  /** The method whose scopes it takes. */
  method: string;
  inputSchema: Record<string, unknown> & { type: 'object' };
  run(call: CallMethod, raw: unknown): Promise<Answer>;
}

interface Definition<Input extends z.ZodType> {
  name: string;
  title: string;
  description: string;
  effect: 'read' | 'write';
  method: string;
  input: Input;
  run(call: CallMethod, input: z.infer<Input>): Promise<Answer>;
}

/** The declaration's input type ends here: what is wrong with an input is told as a method tells it. */
export function defineTool<Input extends z.ZodType>(definition: Definition<Input>): Tool {
  const { input, run, ...rest } = definition;
  return {
    ...rest,
    inputSchema: { ...z.toJSONSchema(input, { io: 'input' }), type: 'object' },
    async run(call, raw) {
      const parsed = input.safeParse(raw ?? {});
      if (parsed.success) return run(call, parsed.data);
      const messages = complaints(parsed.error).map((message) => `[ERROR] ${message}`);
      return { ok: false, error: 'invalid_arguments', response_metadata: { messages } };
    },
  };
}
