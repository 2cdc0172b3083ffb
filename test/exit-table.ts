import { EXITS, MEANINGS, OWN_EXITS } from '../src/surfaces/cli/exits.ts';

const MARKS = /<!-- exits -->[\s\S]*<!-- \/exits -->/;

/** The guide with what each exit code says, and each way to fail that ends with it. */
export function withExits(guide: string): string {
  const exits: Record<string, number> = { ...EXITS, ...OWN_EXITS };
  const names = Map.groupBy(Object.keys(exits), (name) => exits[name]);
  const unsaid = [...names.keys()].filter((exit) => exit === undefined || !MEANINGS.has(exit));
  if (unsaid.length > 0) throw new Error(`nothing says what these mean: ${unsaid.join(', ')}`);
  const rows = [...MEANINGS].map(
    ([exit, meaning]) =>
      `| ${exit} | ${meaning} | ${(names.get(exit) ?? []).map((name) => `\`${name}\``).join(', ')} |`,
  );
  const table = ['| exit | what it says | `error` in `--json` |', '| --- | --- | --- |', ...rows].join('\n');
  return guide.replace(MARKS, `<!-- exits -->\n\n${table}\n\n<!-- /exits -->`);
}
