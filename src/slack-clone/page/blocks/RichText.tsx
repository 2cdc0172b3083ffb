import type { RichTextBlock, RichTextElement, RichTextList } from '@slack/types';
import type { ComponentChildren } from 'preact';
import { Broadcast, ChannelMention, Emoji, Link, Moment, UserMention } from './Mention.tsx';
import { Preformatted } from './Preformatted.tsx';

export const RichText = ({ block }: { block: RichTextBlock }) => (
  <>
    {block.elements.map((element) => {
      switch (element.type) {
        case 'rich_text_section':
          return (
            <p class="text" dir="auto">
              <Elements of={element.elements} />
            </p>
          );
        case 'rich_text_quote':
          return (
            <blockquote class="text" dir="auto">
              <Elements of={element.elements} />
            </blockquote>
          );
        case 'rich_text_preformatted':
          return (
            <Preformatted
              text={element.elements
                .map((part) => (part.type === 'text' ? part.text : (part.text ?? part.url)))
                .join('')}
            />
          );
        case 'rich_text_list':
        default:
          return <List list={element} />;
      }
    })}
  </>
);

function List({ list }: { list: RichTextList }) {
  const items = list.elements.map((item) => (
    <li dir="auto">
      <Elements of={item.elements} />
    </li>
  ));
  const depth = `list indent-${Math.min(list.indent ?? 0, 4)}${list.border ? ' rich-border' : ''}`;
  return list.style === 'ordered' ? <ol class={depth}>{items}</ol> : <ul class={depth}>{items}</ul>;
}

export const Elements = ({ of }: { of: RichTextElement[] }) => (
  <>
    {of.map((element) => (
      <Styled element={element}>
        <Part element={element} />
      </Styled>
    ))}
  </>
);

function Styled({ element, children }: { element: RichTextElement; children: ComponentChildren }) {
  const { bold, italic, strike, code, underline } = element.style ?? {};
  let styled = children;
  if (code) styled = <code>{styled}</code>;
  if (strike) styled = <s>{styled}</s>;
  if (underline) styled = <u>{styled}</u>;
  if (italic) styled = <em>{styled}</em>;
  if (bold) styled = <strong>{styled}</strong>;
  return <>{styled}</>;
}

function Part({ element }: { element: RichTextElement }) {
  switch (element.type) {
    case 'text':
      return <>{element.text}</>;
    case 'link':
      return <Link url={element.url}>{element.text ?? element.url}</Link>;
    case 'user':
      return <UserMention id={element.user_id} />;
    case 'usergroup':
      return <Broadcast range={element.usergroup_id} />;
    case 'team':
      return <Broadcast range={element.team_id} />;
    case 'channel':
      return <ChannelMention id={element.channel_id} />;
    case 'broadcast':
      return <Broadcast range={element.range} />;
    case 'date':
      return <Moment at={element.timestamp * 1000} format={element.format} url={element.url ?? ''} />;
    case 'emoji':
      return <Emoji name={element.name} />;
    case 'color':
    default:
      return <code>{element.value}</code>;
  }
}
