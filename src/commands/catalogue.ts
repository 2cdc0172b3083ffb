import type { Scope } from '../core/scopes.ts';
import { type Command, secretNameOf } from './declare.ts';
import { type Input, inputsOf } from './inputs.ts';

/** What a client has to know of a command, as plain JSON: it has neither its schema nor what it runs. */
export interface Listed {
  name: string;
  title: string;
  summary: string;
  example: string;
  effect: Command['effect'];
  confirm: boolean;
  scope: Scope | null;
  by: Command['by'];
  http: string;
  positional: readonly string[];
  inputs: readonly Input[];
  /** What the secret is called that its answer can hold. */
  secret: string | undefined;
}

export function catalogueOf(commands: readonly Command[]): Listed[] {
  return commands.map((command) => {
    const { name, title, summary, example, effect, confirm, scope, by, http, positional } = command;
    const inputs = inputsOf(command);
    const secret = secretNameOf(command);
    return { name, title, summary, example, effect, confirm, scope, by, http, positional, inputs, secret };
  });
}
