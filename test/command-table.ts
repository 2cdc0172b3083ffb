import { commands } from '../src/commands/index.ts';
import { slashed } from '../src/surfaces/slack/slash.ts';

const MARKS = /<!-- commands -->[\s\S]*<!-- \/commands -->/;

/** The README with its table of commands as they are declared now. */
export function withCommandTable(readme: string): string {
  const rows = commands.map(({ name, summary, example, scope }) => {
    return `| \`${name}\` | ${summary} | \`${slashed(example)}\` | ${scope === null ? '' : `\`${scope}\``} |`;
  });
  const table = ['| command | what it does | as in | scope |', '| --- | --- | --- | --- |', ...rows].join(
    '\n',
  );
  return readme.replace(MARKS, `<!-- commands -->\n\n${table}\n\n<!-- /commands -->`);
}
