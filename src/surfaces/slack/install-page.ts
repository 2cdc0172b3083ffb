import type { ServerResponse } from 'node:http';

/** What a browser is shown that installs Botmint, or does not. Lines are text; `link` is where to go next. */
export interface InstallPage {
  status: number;
  title: string;
  lines: readonly string[];
  link?: { href: string; text: string };
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** Nothing of it is kept, framed or told to where its link goes: the address that led here holds a code of Slack's. */
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
};

export function sendPage(response: ServerResponse, { status, title, lines, link }: InstallPage): void {
  response.writeHead(status, HEADERS).end(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<style>
  body { font: 15px/22px system-ui, sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1rem; }
  h1 { font-size: 20px; } a { color: inherit; }
</style>
<h1>${escaped(title)}</h1>
${lines.map((line) => `<p>${escaped(line)}</p>`).join('\n')}
${link ? `<p><a href="${escaped(link.href)}">${escaped(link.text)}</a></p>` : ''}
</html>
`);
}
