import { article, escaped, prose } from './article.ts';
import type { Document } from './document.ts';
import type { Operation } from './operation.ts';

interface Told {
  tag: string;
  method: string;
  /** Undefined for an event. */
  path?: string;
  operation: Operation;
}

/** The document as a page to read: no script, and all of it on one, so that a browser finds any word. */
export function referencePage({ info, tags, paths, webhooks }: Document): string {
  const told: Told[] = [
    ...Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, operation]) => ({
        tag: tagOf(operation),
        method,
        path,
        operation,
      })),
    ),
    ...Object.entries(webhooks).map(([type, { post }]) => ({
      tag: tagOf(post),
      method: type,
      operation: post,
    })),
  ];
  const sections = tags.map(({ name, description }) => {
    const articles = told
      .filter(({ tag }) => tag === name)
      .map(({ operation, method, path }) => article(operation, method, path));
    return `<section id="${name}" aria-labelledby="${name}-title"><h2 id="${name}-title">${title(name)}</h2><p>${prose(description)}</p>${articles.join('\n')}</section>`;
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Botmint: reference</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<a class="skip" href="#main">To the reference</a>
<header>
<h1>Botmint</h1>
<p>${prose(info.summary)} As OpenAPI: <a href="/openapi.json">/openapi.json</a>. Where all else is: <a href="/">/</a>.</p>
</header>
<nav aria-label="Sections"><ul>${tags.map(({ name }) => `<li><a href="#${name}">${title(name)}</a></li>`).join('')}</ul></nav>
<main id="main">
${info.description
  .split('\n\n')
  .map((each) => `<p>${prose(each)}</p>`)
  .join('\n')}
${sections.join('\n')}
</main>
</body>
</html>
`;
}

const tagOf = ({ tags: [tag = ''] }: Operation): string => tag;

const title = (name: string): string => escaped(TITLES[name] ?? name.charAt(0).toUpperCase() + name.slice(1));

const TITLES: Readonly<Record<string, string>> = {
  agentflow: 'AgentFlow',
  oauth: 'OAuth',
  whoami: 'Who am I',
  reading: 'Pages',
};

const STYLE = `
:root { --ink: #1c2321; --quiet: #56615d; --paper: #fff; --pale: #f3f6f5; --line: #d8dfdc; --accent: #0b6e66; --danger: #b3261e; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6ebe9; --quiet: #9fada8; --paper: #151a19; --pale: #1e2524; --line: #35403d; --accent: #63c7bc; --danger: #ff8f86; }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 12px; }
body { font: 15px/22px system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 0 auto; padding: 32px 16px; max-width: 1120px; }
h1 { font-size: 20px; margin: 0; } h2 { font-size: 20px; margin: 48px 0 0; } h3 { font-size: 15px; margin: 0; }
p { margin: 8px 0; max-width: 80ch; }
a { color: var(--accent); } h3 a { color: inherit; text-decoration: none; }
a:focus-visible, summary:focus-visible, pre:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
code, pre { font-family: ui-monospace, monospace; font-size: 13px; overflow-wrap: anywhere; }
.skip { position: absolute; left: -999px; } .skip:focus { left: 16px; top: 8px; background: var(--paper); }
.quiet { color: var(--quiet); }
nav ul { list-style: none; margin: 16px 0; padding: 0; display: flex; flex-wrap: wrap; gap: 4px 16px; }
article { border-top: 1px solid var(--line); padding: 16px 0; margin-top: 16px; }
article:target h3 { border-left: 3px solid var(--accent); padding-left: 8px; }
.method { display: inline-block; min-width: 60px; font-size: 12px; font-weight: 600; color: var(--accent); }
.method.delete { color: var(--danger); }
table { border-collapse: collapse; width: 100%; font-size: 13px; line-height: 20px; margin: 8px 0; }
caption { text-align: left; font-weight: 600; padding: 4px 0; }
th, td { text-align: left; vertical-align: top; padding: 4px 12px 4px 0; font-weight: 400; border-top: 1px solid var(--line); }
th { width: 200px; } td:nth-child(2) { width: 64px; } td:nth-child(2) { color: var(--quiet); }
b { font-weight: 600; font-size: 12px; }
details, .answer { font-size: 13px; line-height: 20px; margin: 4px 0; max-width: none; }
summary { cursor: pointer; }
.answer { color: var(--quiet); padding-left: 15px; }
.status { font-family: ui-monospace, monospace; font-weight: 600; color: var(--ink); }
dl { margin: 4px 0; padding-left: 15px; } dt { font-family: ui-monospace, monospace; font-weight: 600; } dd { margin: 0 0 8px; }
.members { margin: 4px 0; padding-left: 28px; }
pre { background: var(--pale); border: 1px solid var(--line); border-radius: 4px; padding: 12px; margin: 8px 0; overflow-x: auto; white-space: pre-wrap; }
@media (min-width: 900px) {
  body { display: grid; grid-template-columns: 180px minmax(0, 1fr); column-gap: 40px; }
  header { grid-column: 2; }
  nav { grid-column: 1; grid-row: 2; position: sticky; top: 16px; align-self: start; }
  nav ul { flex-direction: column; margin: 8px 0; }
  main { grid-column: 2; grid-row: 2; }
}
@media (max-width: 600px) { table, tbody { display: block; } tr { display: block; border-top: 1px solid var(--line); padding: 4px 0; } th, td { display: inline; border: 0; padding: 0 8px 0 0; } td:nth-child(3) { display: block; } }
`;
