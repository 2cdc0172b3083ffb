import { commands } from '../src/commands/index.ts';
import { slashed } from '../src/surfaces/slack/slash.ts';

const MARKS = /<!-- commands -->[\s\S]*<!-- \/commands -->/;

/** The README with its table of commands as they are declared now. */
export function withCommandTable(readme: string): string {
  const rows = commands.map(({ name, summary, example, scope, by }) => {
    const needs = [scope === null ? [] : `\`${scope}\``, by === 'member' ? 'people only' : []]
      .flat()
      .join(', ');
    return `| \`${name}\` | ${summary} | \`${slashed(example)}\` | ${needs} |`;
  });
  const table = ['| command | what it does | as in | needs |', '| --- | --- | --- | --- |', ...rows].join(
    '\n',
  );
  return readme.replace(MARKS, `<!-- commands -->\n\n${table}\n\n<!-- /commands -->`);
}
