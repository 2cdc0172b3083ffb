import { z } from 'zod';
import { commands } from '../src/commands/index.ts';
import { inputsOf } from '../src/commands/declared.ts';

const MARKS = /<!-- calls -->[\s\S]*<!-- \/calls -->/;

/** The guide to Matrix with what a bot does there as the commands are declared now. */
export function withCalls(guide: string): string {
  const rows = commands
    .filter(({ name }) => /^(messages|rooms) /.test(name))
    .map((command) => {
      // Whoever sends the token of a bot does not say which.
      const inputs = inputsOf(command).filter(({ name }) => name !== 'username');
      const sent = inputs.map(({ name, required }) => (required ? `**${name}**` : name));
      const answered = command.output instanceof z.ZodObject ? Object.keys(command.output.shape) : [];
      return `| \`${command.http.replace('/api/v1/', '')}\` | ${sent.join(', ')} | ${answered.join(', ')} |`;
    });
  const table = ['| call | takes | answers with |', '| --- | --- | --- |', ...rows].join('\n');
  return guide.replace(MARKS, () => `<!-- calls -->\n\n${table}\n\n<!-- /calls -->`);
}
