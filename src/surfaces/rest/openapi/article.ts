import type { Media, Operation, Parameter, Response } from './operation.ts';
import type { Schema } from './schema.ts';

/** As HTML has to have it. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** A sentence whose words between back-ticks are code. */
export const prose = (text: string): string => escaped(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>');

/** One operation, or one event where there is no path. */
export function article(operation: Operation, method: string, path: string | undefined): string {
  const { operationId: id, summary, description, parameters = [], requestBody, responses } = operation;
  const title =
    path === undefined
      ? `<code>${escaped(method)}</code>`
      : `${badge(method)} <code>${wrapping(path)}</code>`;
  const [, taken] = Object.entries(requestBody?.content ?? {})[0] ?? [];
  return `<article id="${escaped(id)}">
<h3><a href="#${escaped(id)}">${title}</a></h3>
<p>${prose(summary)}${description === summary ? '' : ` <span class="quiet">${prose(description)}</span>`}</p>
${inputs(parameters, taken)}
${taken ? sample('Example', taken.example) : ''}
${answers(responses)}
</article>`;
}

const badge = (method: string): string => `<span class="method ${method}">${method.toUpperCase()}</span>`;

/** A path may break at its slashes. */
const wrapping = (path: string): string => escaped(path).replaceAll('/', '/<wbr>');

function inputs(parameters: readonly Parameter[], media: Media | undefined): string {
  const required = new Set(media?.schema?.required);
  const sent = [
    ...parameters.map((each) => ({ ...each, place: each.in })),
    ...Object.entries(media?.schema?.properties ?? {}).map(([name, schema]) => ({
      name,
      schema,
      place: 'body',
      required: required.has(name),
      description: schema.description ?? '',
    })),
  ];
  if (sent.length === 0) return '';
  const rows = sent.map(
    ({ name, place, schema, description, required: isNeeded }) =>
      `<tr><th scope="row"><code>${escaped(name)}</code>${isNeeded ? ' <b>needed</b>' : ''}</th><td>${place}</td><td>${prose(description)} <span class="quiet">${kindOf(schema)}</span></td></tr>`,
  );
  return `<table><caption>Takes</caption><tbody>${rows.join('')}</tbody></table>`;
}

/** What a value can be, in a few words. */
function kindOf({ type, format, enum: words, anyOf, items, const: only, default: usual }: Schema): string {
  if (only !== undefined) return `<code>${escaped(JSON.stringify(only))}</code>`;
  if (anyOf) return [...new Set(anyOf.map(kindOf))].join(' or ');
  const unless = usual === undefined ? '' : ` Unless said, <code>${worded(usual)}</code>.`;
  if (words) return `${words.map((word) => `<code>${worded(word)}</code>`).join(' ')}${unless}`;
  if (items) return `list of ${kindOf(items)}`;
  const name =
    format === 'date-time' ? 'time' : format === 'uuid' ? 'id' : [type ?? 'anything'].flat().join(' or ');
  return `${escaped(name)}${unless}`;
}

const worded = (value: unknown): string => escaped(typeof value === 'string' ? value : JSON.stringify(value));

/** What worked is shown by its example, what was refused by its words. */
function answers(responses: Operation['responses']): string {
  const all = Object.entries(responses);
  const [worked, refused] = [true, false].map((wanted) =>
    all.filter(([status]) => status.startsWith('2') === wanted),
  );
  const rows = (refused ?? []).map(
    ([status, { description }]) => `<dt>${status}</dt><dd>${prose(description)}</dd>`,
  );
  return `${(worked ?? []).map(([status, response]) => done(status, response)).join('\n')}
<details><summary>Otherwise</summary><dl>${rows.join('')}</dl></details>`;
}

function done(status: string, { description, content }: Response): string {
  const [type, media] = Object.entries(content ?? {})[0] ?? [];
  const title = `<span class="status">${status}</span> ${prose(description)}`;
  if (media?.example === undefined)
    return `<p class="answer">${title}${type === undefined ? '' : ` <code>${type}</code>`}</p>`;
  return `<details><summary>${title}</summary>${members(media.schema)}${code(media.example)}</details>`;
}

function members(schema: Schema | undefined): string {
  const variants = schema?.anyOf ?? (schema ? [schema] : []);
  const lists = variants.map(({ properties = {} }) =>
    Object.entries(properties)
      .map(
        ([name, each]) => `<li><code>${escaped(name)}</code> <span class="quiet">${kindOf(each)}</span></li>`,
      )
      .join(''),
  );
  return lists.map((each) => `<ul class="members">${each}</ul>`).join('<p>or</p>');
}

const sample = (title: string, value: unknown): string =>
  value === undefined ? '' : `<details><summary>${title}</summary>${code(value)}</details>`;

/** It can be wider than the page, so it scrolls, also by keyboard. */
const code = (value: unknown): string =>
  `<pre tabindex="0"><code>${escaped(JSON.stringify(value, undefined, 2))}</code></pre>`;
