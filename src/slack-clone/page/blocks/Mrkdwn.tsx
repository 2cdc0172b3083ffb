import { readMrkdwn, type Inline, type Passage } from '../mrkdwn.ts';
import { Broadcast, ChannelMention, Emoji, Link, Moment, UserMention } from './Mention.tsx';
import { Preformatted } from './Preformatted.tsx';

export function Mrkdwn({ text }: { text: string }) {
  return <Passages passages={readMrkdwn(text)} />;
}

export const Passages = ({ passages }: { passages: Passage[] }) => (
  <>
    {passages.map((passage) => {
      switch (passage.kind) {
        case 'paragraph':
          return (
            <p class="text" dir="auto">
              <Inlines nodes={passage.children} />
            </p>
          );
        case 'quote':
          return (
            <blockquote class="text" dir="auto">
              <Inlines nodes={passage.children} />
            </blockquote>
          );
        case 'preformatted':
        default:
          return <Preformatted text={passage.text} />;
      }
    })}
  </>
);

export const Inlines = ({ nodes }: { nodes: Inline[] }) => (
  <>
    {nodes.map((node) => (
      <InlineNode node={node} />
    ))}
  </>
);

function InlineNode({ node }: { node: Inline }) {
  switch (node.kind) {
    case 'text':
      return <>{node.text}</>;
    case 'code':
      return <code>{node.text}</code>;
    case 'bold':
      return (
        <strong>
          <Inlines nodes={node.children} />
        </strong>
      );
    case 'italic':
      return (
        <em>
          <Inlines nodes={node.children} />
        </em>
      );
    case 'strike':
      return (
        <s>
          <Inlines nodes={node.children} />
        </s>
      );
    case 'link':
      return <Link url={node.url}>{node.text}</Link>;
    case 'user':
      return <UserMention id={node.id} label={node.label} />;
    case 'channel':
      return <ChannelMention id={node.id} label={node.label} />;
    case 'broadcast':
      return <Broadcast range={node.label || node.id} />;
    case 'date':
      return <Moment at={node.timestamp * 1000} format={node.format} url={node.url} />;
    case 'emoji':
    default:
      return <Emoji name={node.name} />;
  }
}
