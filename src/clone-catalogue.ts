import type { Listed } from './commands/catalogue.ts';
import type { Input } from './commands/declared.ts';
import type { Word } from './slack-clone/commands/declare.ts';
import { COMMANDS } from './slack-clone/commands/index.ts';

/** The commands of the local workspaces as the command line lists them, under the word `clone`. */
export function cloneCatalogue(): Listed[] {
  return COMMANDS.map(({ name, summary, example, words, flags, confirms }): Listed => {
    const rest = { scope: null, by: 'either', http: '', secret: undefined } as const;
    return {
      ...rest,
      name: `clone ${name}`,
      title: `clone ${name}`,
      summary,
      example,
      // Nothing is asked for a yes but what cannot be taken back.
      effect: confirms ? 'destroy' : 'read',
      confirm: confirms,
      positional: words.map((word) => word.name),
      inputs: [...words, ...flags].map(inputOf),
    };
  });
}

const inputOf = ({ required = false, options, ...word }: Word): Input => ({
  ...word,
  required,
  options: options && [...options],
  otherwise: undefined,
});
