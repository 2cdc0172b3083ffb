import type { Scope } from '../core/scopes.ts';
import { type Command, newSecretNameOf, secretNameOf } from './declare.ts';
import { type Input, inputsOf } from './declared.ts';

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
  /** What the secret is called that its answer can hold; `always`, but where something else has to happen first. */
  secret: { name: string; always: boolean } | undefined;
}

export function catalogueOf(commands: readonly Command[]): Listed[] {
  return commands.map((command) => {
    const { name, title, summary, example, effect, confirm, scope, by, http, positional } = command;
    const inputs = inputsOf(command);
    const secret = secretIn(command);
    return { name, title, summary, example, effect, confirm, scope, by, http, positional, inputs, secret };
  });
}

function secretIn(command: Command): Listed['secret'] {
  const name = secretNameOf(command);
  if (name !== undefined) return { name, always: true };
  const fresh = newSecretNameOf(command);
  return fresh === undefined ? undefined : { name: fresh, always: false };
}
