import { commands } from '../src/commands/index.ts';

const MARKS = /<!-- commands -->[\s\S]*<!-- \/commands -->/;

/** The README with its table of commands as they are declared now. */
export function withCommandTable(readme: string): string {
  const rows = commands.map(({ name, summary, example, scope }) => {
    const typed = /^(bots|tokens) /.test(example) ? `/${example}` : `/botmint ${example}`;
    return `| \`${name}\` | ${summary} | \`${typed}\` | ${scope === null ? '' : `\`${scope}\``} |`;
  });
  const table = ['| command | what it does | as in | scope |', '| --- | --- | --- | --- |', ...rows].join(
    '\n',
  );
  return readme.replace(MARKS, `<!-- commands -->\n\n${table}\n\n<!-- /commands -->`);
}
