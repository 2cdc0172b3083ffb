import { readMarkdown } from '../markdown.ts';
import { Inlines, Passages } from './Mrkdwn.tsx';

export const Markdown = ({ text }: { text: string }) => (
  <>
    {readMarkdown(text).map((passage) => {
      switch (passage.kind) {
        case 'heading':
          return (
            <p class="heading" dir="auto">
              <Inlines nodes={passage.children} />
            </p>
          );
        case 'list': {
          const items = passage.items.map((item) => (
            <li dir="auto">
              <Inlines nodes={item} />
            </li>
          ));
          return passage.ordered ? <ol class="list">{items}</ol> : <ul class="list">{items}</ul>;
        }
        case 'paragraph':
        case 'quote':
        case 'preformatted':
        default:
          return <Passages passages={[passage]} />;
      }
    })}
  </>
);
