import type { TextObject } from '@slack/types';
import { readMrkdwn } from '../mrkdwn.ts';
import { Emoji } from './Mention.tsx';
import { Inlines, Mrkdwn } from './Mrkdwn.tsx';

/** A text object as a passage of its own. */
export function Text({ text }: { text: TextObject }) {
  if (text.type === 'mrkdwn') return <Mrkdwn text={text.text} />;
  return (
    <p class="text" dir="auto">
      <Plain text={text.text} />
    </p>
  );
}

/** A text object inside a line: in a label, an option, a context. */
export function InlineText({ text }: { text: TextObject }) {
  if (text.type === 'plain_text') return <Plain text={text.text} />;
  const passages = readMrkdwn(text.text);
  return (
    <>
      {passages.map((passage) =>
        passage.kind === 'preformatted' ? <code>{passage.text}</code> : <Inlines nodes={passage.children} />,
      )}
    </>
  );
}

/** Plain text knows emoji by name, and nothing else. */
export const Plain = ({ text }: { text: string }) => (
  <>
    {text
      .split(/(:[a-z0-9_+-]{1,40}:)/)
      .map((part, index) => (index % 2 === 1 ? <Emoji name={part.slice(1, -1)} /> : part))}
  </>
);
