import { createHash } from 'node:crypto';
import type { Answers, Command } from '../../commands/declare.ts';
import type { Deps } from '../../commands/execute.ts';
import { commandNamed } from '../../commands/unknown-command.ts';
import { type Press, readPress } from './press.ts';

/** Slack's limit, in characters. */
const LONGEST_ID = 255;

/**
 * The id of the block in which an input is asked for: `external_id~github`. Slack keeps what stands in a block as long
 * as its id stays, so an input has another one when an answer has changed that it comes after.
 */
export function blockIdOf({ name, after }: { name: string; after: readonly string[] }): string {
  const id = [name, ...after].join('~');
  if (id.length <= LONGEST_ID) return id;
  return `${name}~${createHash('sha256').update(id).digest('hex')}`;
}

const nameIn = (blockId: string): string => blockId.split('~', 1)[0] ?? blockId;

/** As much of a view as a form needs. */
interface FormView {
  private_metadata: string;
  state?: { values: Record<string, Record<string, Filled>> };
}

interface Filled {
  value?: string | null;
  selected_option?: { value: string } | null;
  selected_options?: { value: string }[];
}

/** A form that came back. */
export interface Returned {
  command: Command;
  pressed: Press;
  answers: Answers;
  /** The blocks whose answers count, by the names of their inputs. */
  blocks: ReadonlyMap<string, string>;
}

/**
 * What stands in a form, and what it remembers. What was answered or taken after another answer than the one that
 * stands there now is passed over: Slack may send it as long as its block is still on its way out.
 */
export function formIn({ private_metadata, state }: FormView, deps: Pick<Deps, 'commands'>): Returned {
  const pressed = readPress(private_metadata);
  const command = commandNamed(pressed.command, deps);
  const answers = new Map<string, string>();
  const blocks = new Map<string, string>();
  const isCurrent = (blockId: string): boolean => {
    const name = nameIn(blockId);
    const after = command.choices?.[name]?.after?.map((each) => answers.get(each) ?? '') ?? [];
    return blockId === blockIdOf({ name, after });
  };
  // An input comes after those that are declared before it.
  const order = Object.keys(command.input.shape);
  const remembered = Object.entries(pressed.input).map(([id, value]) => [id, String(value)] as const);
  const filled = Object.entries(state?.values ?? {}).map(([id, block]) => [id, answerIn(block)] as const);
  for (const name of order) {
    for (const [id, value] of remembered) {
      // Without a version it was typed with the command, whatever it comes after.
      if (nameIn(id) === name && (id === name || isCurrent(id))) answers.set(name, value);
    }
    for (const [id, value] of filled) {
      if (nameIn(id) !== name || !isCurrent(id)) continue;
      blocks.set(name, id);
      if (value !== undefined) answers.set(name, value);
    }
  }
  return { command, pressed, answers: Object.fromEntries(answers), blocks };
}

/** What stands in a field. An empty one is not given, but for a choice of several: none of them is an answer. */
function answerIn(block: Record<string, Filled>): string | undefined {
  const [answer] = Object.values(block);
  const several = answer?.selected_options?.map(({ value }) => value).join(' ');
  return several ?? answer?.selected_option?.value ?? (answer?.value || undefined);
}
