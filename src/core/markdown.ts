/** What of Markdown a message has: bold, italic, code, links and line breaks. Everything else stays as it was typed. */

/** HTML as Matrix has it, from a closed list of tags. Its time grows with the length of the text alone. */
export function htmlOf(markdown: string): string {
  const lines = markdown.replaceAll(/\r\n?/g, '\n').split('\n');
  const blocks: string[] = [];
  let paragraph: string[] = [];
  const end = (): void => {
    if (paragraph.length > 0) blocks.push(inline(paragraph.join('\n'), new Set()));
    paragraph = [];
  };
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const fence = FENCE.exec(line);
    if (!fence) {
      paragraph.push(line);
      continue;
    }
    const closing = lines.indexOf('```', at + 1);
    const last = closing === -1 ? lines.length : closing;
    end();
    blocks.push(codeBlock(lines.slice(at + 1, last), fence[1] ?? ''));
    at = last;
  }
  end();
  return blocks.join('');
}

const FENCE = /^```([\w+#-]{0,20})$/;

function codeBlock(lines: readonly string[], language: string): string {
  const named = language === '' ? '' : ` class="language-${escaped(language)}"`;
  return `<pre><code${named}>${escaped(lines.join('\n'))}\n</code></pre>`;
}

/** A run of text that is something, and where what comes after it begins. */
interface Span {
  html: string;
  end: number;
}

/** The kinds that may not be within themselves. */
type Kind = 'bold' | 'italic' | 'link';

const TAGS = { bold: 'strong', italic: 'em' } as const;

function inline(text: string, within: ReadonlySet<Kind>): string {
  // Marks that close nothing more from some place on: looked for once, not at each place.
  const unclosed = new Set<string>();
  let html = '';
  let from = 0;
  for (let at = 0; at < text.length;) {
    const span = MARKS.has(text[at] ?? '') ? spanAt(text, at, within, unclosed) : undefined;
    if (!span) {
      at += 1;
      continue;
    }
    html += broken(text.slice(from, at)) + span.html;
    at = span.end;
    from = at;
  }
  return html + broken(text.slice(from));
}

const MARKS: ReadonlySet<string> = new Set(['\\', '`', '*', '_', '[']);

function spanAt(
  text: string,
  at: number,
  within: ReadonlySet<Kind>,
  unclosed: Set<string>,
): Span | undefined {
  const mark = text[at] ?? '';
  if (mark === '\\') return literal(text, at);
  if (mark === '`') return codeAt(text, at, unclosed);
  if (mark === '[') return within.has('link') ? undefined : linkAt(text, at, within);
  const isDouble = text[at + 1] === mark;
  return emphasisAt(text, at, isDouble ? mark + mark : mark, within, unclosed);
}

function literal(text: string, at: number): Span | undefined {
  const next = text[at + 1] ?? '';
  return /^[\\`*_[\]()]$/.test(next) ? { html: escaped(next), end: at + 2 } : undefined;
}

function codeAt(text: string, at: number, unclosed: Set<string>): Span | undefined {
  let start = at;
  while (text[start] === '`' && start - at < 3) start += 1;
  const mark = text.slice(at, start);
  const close = unclosed.has(mark) ? -1 : text.indexOf(mark, start);
  if (close === -1) unclosed.add(mark);
  if (close <= start)
    return close === -1 ? undefined : { html: escaped(mark + mark), end: close + mark.length };
  return { html: `<code>${broken(text.slice(start, close))}</code>`, end: close + mark.length };
}

/** As far as a link is looked for: so long is no address. */
const LONGEST_LINK = 2048;

const LINK = /^\[([^[\]\n]{1,500})\]\(((?:https?:\/\/|mailto:)[^\s()<>"]{1,1500})\)/;

function linkAt(text: string, at: number, within: ReadonlySet<Kind>): Span | undefined {
  const [whole, label, address] = LINK.exec(text.slice(at, at + LONGEST_LINK)) ?? [];
  if (whole === undefined || label === undefined || address === undefined) return undefined;
  const named = inline(label, new Set([...within, 'link']));
  return { html: `<a href="${escaped(address)}">${named}</a>`, end: at + whole.length };
}

function emphasisAt(
  text: string,
  at: number,
  mark: string,
  within: ReadonlySet<Kind>,
  unclosed: Set<string>,
): Span | undefined {
  const kind = mark.length === 2 ? 'bold' : 'italic';
  const start = at + mark.length;
  if (within.has(kind) || unclosed.has(mark) || !opens(text, at, start, mark)) return undefined;
  const close = closeOf(text, start + 1, mark);
  if (close === -1) {
    unclosed.add(mark);
    return undefined;
  }
  const tag = TAGS[kind];
  const inner = inline(text.slice(start, close), new Set([...within, kind]));
  return { html: `<${tag}>${inner}</${tag}>`, end: close + mark.length };
}

const isSpace = (character: string | undefined): boolean => character === undefined || /\s/.test(character);
const isWord = (character: string | undefined): boolean =>
  character !== undefined && /[\p{L}\p{N}]/u.test(character);

/** `snake_case` is no emphasis, nor is `2 * 3`. */
const opens = (text: string, at: number, start: number, mark: string): boolean =>
  !isSpace(text[start]) && !(mark.startsWith('_') && isWord(text[at - 1]));

/** Where the first of these closes what was opened, which does not hang on where that was. */
function closeOf(text: string, from: number, mark: string): number {
  const [sign] = mark;
  for (let at = text.indexOf(mark, from); at !== -1; at = text.indexOf(mark, at + 1)) {
    const isLonger = text[at + mark.length] === sign;
    // Of `***` the last two close what is bold, and the first what is italic.
    if (isLonger && mark.length === 2) continue;
    const isPart = mark.length === 1 && (isLonger || text[at - 1] === sign);
    const isWithin = sign === '_' && isWord(text[at + mark.length]);
    if (!isPart && !isWithin && !isSpace(text[at - 1])) return at;
  }
  return -1;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escaped = (text: string): string =>
  text.replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? character);

/** A text as it stands in HTML, with its line breaks. */
const broken = (text: string): string => escaped(text).replaceAll('\n', '<br>');
