/** Between what is typed with marks and the rich text that an app gets of it. */
import type { RichTextBlock, RichTextElement } from '@slack/types';
import { readMrkdwn, type Inline } from './mrkdwn.ts';

type Style = NonNullable<RichTextElement['style']>;

export function readRichText(mrkdwn: string): RichTextBlock {
  const elements = readMrkdwn(mrkdwn).map((passage): RichTextBlock['elements'][number] => {
    if (passage.kind === 'preformatted') {
      return { type: 'rich_text_preformatted', elements: [{ type: 'text', text: passage.text }] };
    }
    const parts = passage.children.flatMap((node) => partsOf(node, {}));
    return { type: passage.kind === 'quote' ? 'rich_text_quote' : 'rich_text_section', elements: parts };
  });
  return { type: 'rich_text', elements };
}

function partsOf(node: Inline, style: Style): RichTextElement[] {
  const styled = Object.keys(style).length > 0 ? { style } : {};
  switch (node.kind) {
    case 'bold':
    case 'italic':
    case 'strike':
      return node.children.flatMap((child) => partsOf(child, { ...style, [node.kind]: true }));
    case 'code':
      return [{ type: 'text', text: node.text, style: { ...style, code: true } }];
    case 'link':
      return [{ type: 'link', url: node.url, text: node.text, ...styled }];
    case 'user':
      return [{ type: 'user', user_id: node.id, ...styled }];
    case 'channel':
      return [{ type: 'channel', channel_id: node.id, ...styled }];
    case 'emoji':
      return [{ type: 'emoji', name: node.name, ...styled }];
    case 'broadcast':
      return [{ type: 'text', text: `@${node.id}`, ...styled }];
    case 'date':
      return [{ type: 'date', timestamp: node.timestamp, format: node.format, ...styled }];
    case 'text':
    default:
      return [{ type: 'text', text: node.text, ...styled }];
  }
}

/** As one would type it: what an app put there first. */
export function writeRichText({ elements }: RichTextBlock): string {
  return elements
    .map((element) => {
      if (element.type === 'rich_text_list') {
        return element.elements.map((item) => `- ${item.elements.map(typed).join('')}`).join('\n');
      }
      const words = element.elements.map(typed).join('');
      if (element.type === 'rich_text_quote') return `> ${words.replaceAll('\n', '\n> ')}`;
      return element.type === 'rich_text_preformatted' ? `\`\`\`\n${words}\n\`\`\`` : words;
    })
    .join('\n');
}

function typed(part: RichTextElement): string {
  switch (part.type) {
    case 'text':
      return marked(part.text, part.style ?? {});
    case 'link':
      return part.url;
    case 'emoji':
      return `:${part.name}:`;
    case 'user':
      return `<@${part.user_id}>`;
    case 'channel':
      return `<#${part.channel_id}>`;
    case 'broadcast':
      return `@${part.range}`;
    case 'usergroup':
      return `@${part.usergroup_id}`;
    case 'team':
      return `@${part.team_id}`;
    case 'date':
      return part.fallback ?? part.format;
    case 'color':
    default:
      return part.value;
  }
}

function marked(text: string, { bold, italic, strike, code }: Style): string {
  const sign = [code ? '`' : '', strike ? '~' : '', italic ? '_' : '', bold ? '*' : ''];
  return sign.reduce<string>((inner, mark) => `${mark}${inner}${mark}`, text);
}
