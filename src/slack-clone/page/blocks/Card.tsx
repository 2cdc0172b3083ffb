import type { CardBlock, CarouselBlock } from '@slack/types';
import { Element } from './Element.tsx';
import { Image } from './Image.tsx';
import { InlineText, Text } from './Text.tsx';

export const Card = ({ card }: { card: CardBlock }) => (
  <div class="card">
    {card.hero_image && <Image image={card.hero_image} />}
    {(card.icon ?? card.title ?? card.subtitle) && (
      <div class="card-head">
        {card.icon && <Image image={card.icon} small />}
        <div>
          {card.title && (
            <p class="card-title" dir="auto">
              <InlineText text={card.title} />
            </p>
          )}
          {card.subtitle && (
            <p class="card-about" dir="auto">
              <InlineText text={card.subtitle} />
            </p>
          )}
        </div>
      </div>
    )}
    {card.body && <Text text={card.body} />}
    {card.actions && (
      <div class="actions">
        {card.actions.map((button) => (
          <Element key={button.action_id} block={card.block_id ?? ''} element={button} name="" />
        ))}
      </div>
    )}
  </div>
);

/** Cards side by side, in a box that scrolls by keyboard too. */
export const Carousel = ({ carousel }: { carousel: CarouselBlock }) => (
  <div class="carousel" tabIndex={0} role="region" aria-label="Cards">
    {carousel.elements.map((card) => (
      <Card key={card.block_id} card={card} />
    ))}
  </div>
);
