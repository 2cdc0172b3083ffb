/**
 * Slack's mrkdwn as nodes. Nothing here makes HTML: what is not understood stays text, so a message can show odd
 * characters but can never become markup.
 */
export type Inline =
  | { kind: 'text' | 'code'; text: string }
  | { kind: 'bold' | 'italic' | 'strike'; children: Inline[] }
  | { kind: 'link'; url: string; text: string }
  | { kind: 'user' | 'channel' | 'broadcast'; id: string; label: string }
  | { kind: 'date'; timestamp: number; format: string; url: string; fallback: string }
  | { kind: 'emoji'; name: string };

export type Passage =
  { kind: 'paragraph' | 'quote'; children: Inline[] } | { kind: 'preformatted'; text: string };

export function readMrkdwn(source: string): Passage[] {
  return source
    .split(/```(?:\n)?([\s\S]+?)```\n?/)
    .flatMap((part, index) =>
      index % 2 === 1
        ? [{ kind: 'preformatted' as const, text: unescape(part.replace(/\n$/, '')) }]
        : readLines(part),
    );
}

/** Lines that begin with `>` (escaped or not) are a quote; neighbours of a kind stand together. */
function readLines(source: string): Passage[] {
  if (source === '') return [];
  const groups: { kind: 'paragraph' | 'quote'; lines: string[] }[] = [];
  for (const line of source.split('\n')) {
    const quoted = /^(?:&gt;|>) ?(.*)$/.exec(line);
    const kind = quoted ? 'quote' : 'paragraph';
    const text = quoted?.[1] ?? line;
    const last = groups.at(-1);
    if (last?.kind === kind) last.lines.push(text);
    else groups.push({ kind, lines: [text] });
  }
  return groups
    .map(({ kind, lines }) => ({ kind, children: readInline(lines.join('\n')) }))
    .filter(({ children }) => children.length > 0);
}

const token = /<([^<>\n]+)>|`([^`\n]+)`|https?:\/\/[^\s<>`]*[^\s<>`.,;:!?'"*_~)]|:([a-z0-9_+-]{1,40}):/g;
/** A mark must end within 1000 characters, or a page of lone asterisks would be searched to its end from each one. */
const mark = /(?<![\p{L}\p{N}*_~])([*_~])(?=\S)([^\n]{0,1000}?\S)\1(?![\p{L}\p{N}*_~])/gu;
const kinds = { '*': 'bold', _: 'italic', '~': 'strike' } as const;

/** The first thing that means something wins; what is before it is text, what is after it is read anew. */
export function readInline(source: string): Inline[] {
  const nodes: Inline[] = [];
  let at = 0;
  let found = search(token, source, at);
  let marked = search(mark, source, at);
  while (found || marked) {
    if (found && found.index < at) found = search(token, source, at);
    else if (marked && marked.index < at) marked = search(mark, source, at);
    else {
      const next = found && (!marked || found.index < marked.index) ? found : marked;
      if (!next) break;
      if (next.index > at) nodes.push({ kind: 'text', text: unescape(source.slice(at, next.index)) });
      nodes.push(next === found ? readToken(next) : readMark(next));
      at = next.index + next[0].length;
    }
  }
  if (at < source.length) nodes.push({ kind: 'text', text: unescape(source.slice(at)) });
  return nodes;
}

function search(pattern: RegExp, source: string, from: number): RegExpExecArray | null {
  pattern.lastIndex = from;
  return pattern.exec(source);
}

function readMark(found: RegExpExecArray): Inline {
  const [all, sign, inner = ''] = found;
  if (sign !== '*' && sign !== '_' && sign !== '~') return { kind: 'text', text: all };
  return { kind: kinds[sign], children: readInline(inner) };
}

function readToken(found: RegExpExecArray): Inline {
  const [all, angled, code, emoji] = found;
  if (angled !== undefined) return readAngled(angled);
  if (code !== undefined) return { kind: 'code', text: unescape(code) };
  if (emoji !== undefined) return { kind: 'emoji', name: emoji };
  const url = unescape(all);
  return { kind: 'link', url, text: url };
}

function readAngled(inner: string): Inline {
  const [target = '', ...labels] = inner.split('|');
  const label = unescape(labels.join('|'));
  const id = target.slice(1);
  if (/^@[UWB][A-Z0-9]+$/.test(target)) return { kind: 'user', id, label };
  if (/^#[CGD][A-Z0-9]+$/.test(target)) return { kind: 'channel', id, label };
  if (target.startsWith('!date^')) return readDate(target, label);
  if (target.startsWith('!')) return { kind: 'broadcast', id, label };
  const url = unescape(target);
  if (/^(?:https?:\/\/|mailto:)/i.test(url))
    return { kind: 'link', url, text: label || url.replace(/^mailto:/, '') };
  return { kind: 'text', text: unescape(`<${inner}>`) };
}

function readDate(target: string, fallback: string): Inline {
  const [, seconds = '', format = '', url = ''] = target.split('^');
  const timestamp = Number(seconds);
  // Past what a calendar can hold there is no date to show.
  if (seconds === '' || Number.isNaN(new Date(timestamp * 1000).getTime()))
    return { kind: 'text', text: fallback || format };
  return { kind: 'date', timestamp, format: unescape(format), url: unescape(url), fallback };
}

function unescape(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** What a person typed, as the Web API wants it: three characters escaped, `@bob` a mention where bob is known. */
export function writeMrkdwn(typed: string, people: { id: string; name: string }[]): string {
  const escaped = typed.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return escaped.replace(
    /(?<![\p{L}\p{N}@])@([\p{L}\p{N}](?:[\p{L}\p{N}._-]*[\p{L}\p{N}])?)/gu,
    (all, name: string) => {
      const known = people.find((person) => person.name === name);
      return known ? `<@${known.id}>` : all;
    },
  );
}

/** The words alone, for a screen reader: marks and addresses left out. */
export const spokenText = (source: string): string =>
  readMrkdwn(source)
    .map((passage) => (passage.kind === 'preformatted' ? passage.text : words(passage.children)))
    .join(' ');

const words = (nodes: Inline[]): string =>
  nodes
    .map((node) => {
      if ('children' in node) return words(node.children);
      if (node.kind === 'date') return node.fallback;
      if (node.kind === 'emoji') return node.name.replaceAll('_', ' ');
      return 'text' in node ? node.text : node.label || node.id;
    })
    .join('');

/** The other way round: as a person would type it, to be changed. */
export const readMrkdwnAsTyped = (text: string, names: Record<string, { name: string }>): string =>
  unescape(
    text
      .replaceAll(/<@([A-Z0-9]+)(?:\|[^>]*)?>/g, (all, id: string) =>
        names[id] ? `@${names[id].name}` : all,
      )
      .replaceAll(/<((?:https?|mailto):[^|>]+)(?:\|[^>]*)?>/g, '$1'),
  );
