import { commands } from '../src/commands/index.ts';
import { system } from '../src/core/actor.ts';
import type { Id } from '../src/core/ids.ts';
import { templatesFor } from '../src/surfaces/mcp/resources.ts';
import { toolsFor, toolsOf } from '../src/surfaces/mcp/tools.ts';

const MARKS = /<!-- tools -->[\s\S]*<!-- \/tools -->/;

/** Who holds everything and is shown no secret, as an admin is over MCP. */
const everybody = { ...system('' as Id<'organization'>, 'docs'), kind: 'member', surface: 'mcp' } as const;
const admin = { ...everybody, id: '' as Id<'member'>, role: 'admin' } as const;

/** The guide to MCP with the tools and resources that there are now. */
export function withTools(guide: string): string {
  const all = toolsOf(commands);
  const rows = toolsFor(all, admin).map(({ name, description, annotations: hints }) => {
    const scope = all.get(name)?.command.scope;
    const reads = hints?.readOnlyHint === true;
    const marks = [reads ? 'reads' : hints?.destructiveHint === true ? '**destroys**' : 'writes'];
    if (hints?.openWorldHint === true) marks.push('reaches outside');
    const needs = [scope ? `\`${scope}\`` : '', all.get(name)?.command.by === 'member' ? 'people only' : ''];
    return `| \`${name}\` | ${description} | ${marks.join(', ')} | ${needs.filter(Boolean).join(', ')} |`;
  });
  const resources = templatesFor(admin).map(
    ({ uriTemplate, description }) => `| \`${uriTemplate}\` | ${description} |`,
  );
  const tables = [
    ['| tool | what it does | it | needs |', '| --- | --- | --- | --- |', ...rows].join('\n'),
    ['| resource | what it reads |', '| --- | --- |', ...resources].join('\n'),
  ];
  return guide.replace(MARKS, `<!-- tools -->\n\n${tables.join('\n\n')}\n\n<!-- /tools -->`);
}
