import type { ContainerBlock } from '@slack/types';
import type { ComponentChildren } from 'preact';
import { Image } from './Image.tsx';
import { RichText } from './RichText.tsx';
import { InlineText } from './Text.tsx';

/** Blocks in a frame with a title, which perhaps folds. */
export function Container({
  container,
  children,
}: {
  container: ContainerBlock;
  children: ComponentChildren;
}) {
  const { icon, title, rich_text_title: rich, subtitle } = container;
  const head = (
    <span class="container-head">
      {icon && <Image image={icon} small />}
      <span>
        <span class="card-title">
          {rich ? <RichText block={rich} /> : title && <InlineText text={title} />}
        </span>
        {subtitle && (
          <span class="card-about">
            <InlineText text={subtitle} />
          </span>
        )}
      </span>
    </span>
  );
  if (!container.is_collapsible) {
    return (
      <div class={`container ${container.has_header_divider ? 'divided' : ''}`}>
        {head}
        {children}
      </div>
    );
  }
  return (
    <details class="container" open={!container.default_collapsed}>
      <summary>{head}</summary>
      {children}
    </details>
  );
}
