import type { AnyBlock, ContextBlock, ImageBlock, KnownBlock, SectionBlock } from '@slack/types';
import { useId } from 'preact/hooks';
import { isShown } from '../answers.ts';
import { Card, Carousel } from './Card.tsx';
import { Container } from './Container.tsx';
import { Element } from './Element.tsx';
import { Image } from './Image.tsx';
import { Input } from './Input.tsx';
import { Markdown } from './Markdown.tsx';
import { RichText } from './RichText.tsx';
import { Notice } from './Notice.tsx';
import { DataTable, Table } from './Table.tsx';
import { Plan, Task } from './Task.tsx';
import { InlineText, Plain, Text } from './Text.tsx';
import { Video } from './Video.tsx';

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

function Known({ block }: { block: KnownBlock }) {
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
    case 'context_actions':
      return (
        <div class={block.type === 'actions' ? 'actions' : 'actions context-actions'}>
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
    case 'alert':
      return <Notice block={block} />;
    case 'card':
      return <Card card={block} />;
    case 'carousel':
      return <Carousel carousel={block} />;
    case 'container':
      return (
        <Container container={block}>
          <Blocks blocks={block.child_blocks} />
        </Container>
      );
    case 'task_card':
      return <Task task={block} />;
    case 'plan':
      return <Plan plan={block} />;
    case 'video':
      return <Video video={block} />;
    case 'file':
      return <p class="text">A file that is kept elsewhere: {block.external_id}</p>;
    case 'data_table':
      return <DataTable block={block} />;
    case 'table':
    default:
      return <Table rows={block.rows} settings={block.column_settings ?? []} name="Table" />;
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
