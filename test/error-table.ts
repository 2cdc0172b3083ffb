import { ALL, whenOf } from '../src/surfaces/rest/openapi/refusals.ts';

const MARKS = /<!-- errors -->[\s\S]*<!-- \/errors -->/;

/** The guide to the API with its table of errors as the server answers them. */
export function withErrors(guide: string): string {
  const names = new Map(ALL.map(({ error, status }) => [error, status]));
  const rows = [...names].map(([name, status]) => {
    const when = ALL.filter(({ error }) => error === name).map(({ code }) => whenOf(code));
    return `| ${status} | \`${name}\` | ${when.join(' ')} |`;
  });
  const table = ['| status | error | when |', '| --- | --- | --- |', ...rows].join('\n');
  return guide.replace(MARKS, `<!-- errors -->\n\n${table}\n\n<!-- /errors -->`);
}
