import type { AnyBlock, ContextBlock, ImageBlock, SectionBlock } from '@slack/types';
import { useId } from 'preact/hooks';
import { isShown, type Shown } from '../answers.ts';
import { Element } from './Element.tsx';
import { Image } from './Image.tsx';
import { Input } from './Input.tsx';
import { Markdown } from './Markdown.tsx';
import { RichText } from './RichText.tsx';
import { Table } from './Table.tsx';
import { InlineText, Plain, Text } from './Text.tsx';

export const Blocks = ({ blocks }: { blocks: AnyBlock[] }) => (
  <div class="blocks">
    {blocks.map((block, index) => (
      <OneBlock key={block.block_id ?? index} block={block} />
    ))}
  </div>
);

/** What the page cannot show is named, so that nobody takes its absence for the app's silence. */
function OneBlock({ block }: { block: AnyBlock }) {
  if (isShown(block)) return <Known block={block} />;
  return <p class="unknown">This page cannot show a “{block.type}” block.</p>;
}

function Known({ block }: { block: Shown }) {
  const id = block.block_id ?? '';
  switch (block.type) {
    case 'header':
      return (
        <h2 class="heading" dir="auto">
          <Plain text={block.text.text} />
        </h2>
      );
    case 'section':
      return <Section block={block} />;
    case 'context':
      return <Context block={block} />;
    case 'divider':
      return <hr />;
    case 'actions':
      return (
        <div class="actions">
          {block.elements.map((element) => (
            <Element key={element.action_id} block={id} element={element} name="" />
          ))}
        </div>
      );
    case 'input':
      return <Input block={block} />;
    case 'image':
      return <Picture block={block} />;
    case 'rich_text':
      return <RichText block={block} />;
    case 'markdown':
      return <Markdown text={block.text} />;
    case 'table':
    default:
      return <Table block={block} />;
  }
}

function Section({ block }: { block: SectionBlock }) {
  const id = useId();
  return (
    <div class="section">
      <div class="section-body" id={id}>
        {block.text && <Text text={block.text} />}
        {block.fields && (
          <div class="fields">
            {block.fields.map((field) => (
              <div class="field-cell">
                <Text text={field} />
              </div>
            ))}
          </div>
        )}
      </div>
      {block.accessory && (
        <div class="accessory">
          {block.accessory.type === 'image' ? (
            <Image image={block.accessory} small />
          ) : (
            <Element
              key={block.accessory.action_id}
              block={block.block_id ?? ''}
              element={block.accessory}
              name={block.text?.text ?? ''}
              beside={id}
            />
          )}
        </div>
      )}
    </div>
  );
}

const Context = ({ block }: { block: ContextBlock }) => (
  <div class="context">
    {block.elements.map((element) =>
      element.type === 'image' ? (
        <Image image={element} small />
      ) : (
        <span dir="auto">
          <InlineText text={element} />
        </span>
      ),
    )}
  </div>
);

const Picture = ({ block }: { block: ImageBlock }) => (
  <figure>
    {block.title && (
      <figcaption>
        <Plain text={block.title.text} />
      </figcaption>
    )}
    <Image image={block} />
  </figure>
);
