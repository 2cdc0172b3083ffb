import type { CallToolResult, Tool } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { type Command, secretNameOf } from '../../commands/declare.ts';
import { type Deps, execute } from '../../commands/execute.ts';
import { mayAsk } from '../../commands/secrecy.ts';
import type { Actor } from '../../core/actor.ts';
import type { AppError } from '../../core/errors.ts';
import { plain } from '../../core/text.ts';
import { markdownOf } from './markdown.ts';
import { inputSchemaOf, outputSchemaOf } from './schema.ts';

/** Every command as a tool, by its name: `tokens_rotate_start`. */
export type Tools = ReadonlyMap<string, { tool: Tool; command: Command }>;

/** The tools that there are; which of them somebody may use is asked each time. */
export const toolsOf = (commands: readonly Command[]): Tools =>
  new Map(commands.map((command) => [toolNameOf(command), { tool: toolOf(command), command }]));

/** Those that this actor may use. */
export const toolsFor = (tools: Tools, actor: Actor): Tool[] =>
  [...tools.values()].filter(({ command }) => mayAsk(command, actor)).map(({ tool }) => tool);

/** Carries a command out as any other surface does. A program means what it sends: its client asks its person first. */
export async function call(
  command: Command,
  input: unknown,
  actor: Actor,
  deps: Deps,
): Promise<CallToolResult> {
  const outcome = await execute(command, input, actor, deps, true);
  if (outcome.kind === 'confirm') throw new Error('a program was asked to confirm');
  if (outcome.kind === 'refused') return refused(outcome.error);
  return {
    content: [{ type: 'text', text: markdownOf(outcome.document) }],
    structuredContent: jsonOf(outcome.output),
  };
}

/** The answer as JSON, as REST gives it. A secret would say that it is one. */
export const jsonOf = (output: unknown): Record<string, unknown> =>
  z.record(z.string(), z.unknown()).parse(JSON.parse(JSON.stringify(output)));

function refused({ code, text }: AppError): CallToolResult {
  const detail = plain(text);
  return {
    content: [{ type: 'text', text: detail }],
    structuredContent: { error: code, detail },
    isError: true,
  };
}

const toolNameOf = ({ name }: Command): string => name.replaceAll(/[ -]/g, '_');

function toolOf(command: Command): Tool {
  const { title, effect, http } = command;
  return {
    name: toolNameOf(command),
    title,
    description: descriptionOf(command),
    inputSchema: inputSchemaOf(command),
    outputSchema: outputSchemaOf(command),
    annotations: {
      title,
      readOnlyHint: effect === 'read',
      destructiveHint: effect === 'destroy',
      idempotentHint: effect === 'read' || /^(PUT|DELETE) /.test(http),
      openWorldHint: 'reach' in command,
    },
  };
}

/** What is said of a secret is not so here. */
function descriptionOf(command: Command): string {
  const { summary } = command;
  if (secretNameOf(command) === undefined) return summary;
  const rest = summary.replace(/ It is shown[^.]*\./, '').replace(/, which is shown[^.]*/, '');
  return `${rest} The token is not shown here: whoever it is for gets a message in the chat that makes it.`;
}
