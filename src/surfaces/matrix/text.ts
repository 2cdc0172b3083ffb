import type { Span, Text } from '../../core/text.ts';
import { spelled } from '../first-word.ts';

/** A text twice, as a message of Matrix has it: for clients that show HTML, and for all others. */
export interface Twofold {
  plain: string;
  html: string;
}

const wordsOf = ({ kind, text }: Span): string => (kind === 'command' ? spelled('!', text) : text);

/** Nothing that a person typed can become markup, a link or a mention: clients make those of HTML alone. */
export function twofold(text: Text): Twofold {
  return { plain: text.map(plainSpan).join(''), html: text.map(htmlSpan).join('') };
}

/** As `twofold`, of words that are nothing but that. */
export const asWords = (words: string): Twofold => ({ plain: words, html: escaped(words) });

/** Parts of one line. */
export function inOneLine(parts: readonly Twofold[], between = ' '): Twofold {
  return {
    plain: parts.map(({ plain }) => plain).join(between),
    html: parts.map(({ html }) => html).join(escaped(between)),
  };
}

export const wrapped = (tag: string, { plain, html }: Twofold): Twofold => ({
  plain,
  html: `<${tag}>${html}</${tag}>`,
});

function plainSpan(span: Span): string {
  const isTyped = span.kind === 'code' || span.kind === 'command';
  return isTyped ? `\`${wordsOf(span)}\`` : span.text;
}

function htmlSpan(span: Span): string {
  const words = escaped(wordsOf(span));
  if (span.kind === 'plain') return words;
  return span.kind === 'bold' ? `<strong>${words}</strong>` : `<code>${words}</code>`;
}

export const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '<br>');
