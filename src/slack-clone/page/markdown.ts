/** The plain parts of Markdown, for the `markdown` block: headings, lists, quotes, code, and marks within a line. */
import type { Inline, Passage } from './mrkdwn.ts';

export type MarkdownPassage =
  Passage | { kind: 'heading'; children: Inline[] } | { kind: 'list'; ordered: boolean; items: Inline[][] };

export function readMarkdown(source: string): MarkdownPassage[] {
  return source
    .split(/^```[^\n]*\n([\s\S]*?)\n?```$/m)
    .flatMap((part, index) =>
      index % 2 === 1 ? [{ kind: 'preformatted' as const, text: part }] : readLines(part),
    );
}

function readLines(source: string): MarkdownPassage[] {
  const passages: MarkdownPassage[] = [];
  let open = false;
  for (const line of source.split('\n')) {
    const last = open ? passages.at(-1) : undefined;
    open = line.trim() !== '';
    if (!open) continue;
    const [, sign = '', text = line] = /^(#{1,6} |> ?|[-*+] |\d+[.)] )(.*)$/.exec(line.trimStart()) ?? [];
    const children = readMarks(text.trim());
    if (sign.startsWith('#')) passages.push({ kind: 'heading', children });
    else if (/^(?:[-*+]|\d)/.test(sign)) {
      const ordered = /^\d/.test(sign);
      if (last?.kind === 'list' && last.ordered === ordered) last.items.push(children);
      else passages.push({ kind: 'list', ordered, items: [children] });
    } else {
      const kind = sign === '' ? 'paragraph' : 'quote';
      if (last?.kind === kind) last.children.push({ kind: 'text', text: '\n' }, ...children);
      else passages.push({ kind, children });
    }
  }
  return passages;
}

const marks =
  /`([^`]+)`|\[([^\]\n]{1,300})\]\(([^)\s]{1,2000})\)|\*\*([^*\n]{1,1000})\*\*|~~([^~\n]{1,1000})~~|(?<![\p{L}\p{N}])([*_])(\S[^*_\n]{0,1000}?)\6(?![\p{L}\p{N}])|<?(https?:\/\/[^\s<>]*[^\s<>.,;:!?'")*_])>?/gu;

function readMarks(line: string): Inline[] {
  const nodes: Inline[] = [];
  let at = 0;
  for (const found of line.matchAll(marks)) {
    if (found.index > at) nodes.push({ kind: 'text', text: line.slice(at, found.index) });
    nodes.push(readMark(found));
    at = found.index + found[0].length;
  }
  if (at < line.length) nodes.push({ kind: 'text', text: line.slice(at) });
  return nodes;
}

function readMark([, code, label, target, bold, strike, , italic, url = '']: RegExpExecArray): Inline {
  if (code !== undefined) return { kind: 'code', text: code };
  if (label !== undefined) return { kind: 'link', url: target ?? '', text: label };
  if (bold !== undefined) return { kind: 'bold', children: readMarks(bold) };
  if (strike !== undefined) return { kind: 'strike', children: readMarks(strike) };
  if (italic !== undefined) return { kind: 'italic', children: readMarks(italic) };
  return { kind: 'link', url, text: url };
}
