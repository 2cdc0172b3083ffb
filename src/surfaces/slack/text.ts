import type { RichTextElement, RichTextSection } from '@slack/types';
import type { Span, Text } from '../../core/text.ts';
import { slashed } from './slash.ts';

const wordsOf = ({ kind, text }: Span): string => (kind === 'command' ? slashed(text) : text);

/** As elements, in which nothing that a person typed can become a mention, a link or a format. */
export function section(text: Text): RichTextSection {
  return { type: 'rich_text_section', elements: text.map(element) };
}

function element(span: Span): RichTextElement {
  const text = wordsOf(span);
  if (span.kind === 'plain') return { type: 'text', text };
  return { type: 'text', text, style: span.kind === 'bold' ? { bold: true } : { code: true } };
}

/** As Slack's own markup, for the places that take nothing else: `&`, `<` and `>` cannot begin anything. */
export function markup(text: Text): string {
  return text
    .map((span) => {
      const words = escaped(wordsOf(span));
      if (span.kind === 'plain') return words;
      return span.kind === 'bold' ? `*${words}*` : `\`${words}\``;
    })
    .join('');
}

/** As plain text: for notifications. */
export function unmarked(text: Text): string {
  return text
    .map((span) => (span.kind === 'command' || span.kind === 'code' ? `\`${wordsOf(span)}\`` : span.text))
    .join('');
}

/** A unit or a sign, which reads better without quotes. */
const LETTER = /^([a-z]{1,2}|[._-])$/;

/** As plain text to be read in a form, where marks would stand as they are: what is typed goes in quotes. */
export function bare(text: Text): string {
  return text
    .map((span) => {
      const words = wordsOf(span);
      const isQuoted = span.kind === 'command' || (span.kind === 'code' && !LETTER.test(words));
      return isQuoted ? `“${words}”` : words;
    })
    .join('');
}

/** What a person typed, as Slack sent it: three characters come as entities. */
export function unescaped(typed: string): string {
  return typed.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
