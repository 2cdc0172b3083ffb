import type { Running } from './running.ts';
import type { Client } from './surfaces/cli/client.ts';

const MARKS = /<!-- transcript -->[\s\S]*<!-- \/transcript -->/;

/** What is typed, one after the other; `<id>` is that of the token that was issued. */
const LINES = [
  'botmint session --for @alice',
  'botmint bots create steve',
  'botmint tokens issue --label "My First Token" -u steve -e 100d',
  'botmint tokens list',
  'botmint tokens revoke <id>',
  'botmint status',
];

const ID = '87434498-55a1-4c3e-9d0b-2f6e8a7c1b90';

/** The README with what a terminal shows of these lines, on a Botmint of which nothing is made up. */
export async function withTranscript(readme: string, client: Client, botmint: Running): Promise<string> {
  const shown: string[] = [];
  let id = '';
  for (const line of LINES) {
    const { out } = await client.shell(`${line.replace('<id>', id.slice(0, 8))} 2>&1`, {
      env: { TZ: 'UTC' },
    });
    id ||= /`botmint tokens revoke ([0-9a-f]{8})`/.exec(out)?.[1] ?? '';
    shown.push(`$ ${line.replace('<id>', ID.slice(0, 8))}\n${stable(out, id, botmint)}`);
  }
  const block = `\`\`\`console\n${shown.join('\n').trimEnd()}\n\`\`\``;
  return readme.replace(MARKS, () => `<!-- transcript -->\n\n${block}\n\n<!-- /transcript -->`);
}

/** With the same ids, times and token at each run. */
function stable(text: string, id: string, { api, dataFolder }: Running): string {
  const said = text
    .replaceAll(api, 'http://127.0.0.1:3000')
    .replaceAll(dataFolder, '~/.botmint')
    .replaceAll(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g, 'eyJhbGciOiJFZERTQSIsInR5cCI6ImF0K2p3dCIs…')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, ID)
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, '2027-03-01 08:52:44')
    .replaceAll(
      /\d{1,2} [A-Z][a-z]{2} \d{4}, \d\d:\d\d UTC \(in 100 days\)/g,
      '1 Mar 2027, 08:52 UTC (in 100 days)',
    )
    .replaceAll(
      /\d{1,2} [A-Z][a-z]{2} \d{4}, \d\d:\d\d UTC \(in 30 days\)/g,
      '21 Dec 2026, 08:52 UTC (in 30 days)',
    );
  return id === '' ? said : said.replaceAll(id, ID.slice(0, 8));
}
