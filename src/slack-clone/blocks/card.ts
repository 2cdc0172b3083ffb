import { z } from 'zod';
import { Button } from './button.ts';
import { bounded, listOf, name, plainText } from './composition.ts';
import { Image } from './image.ts';
import { RichText } from './rich-text.ts';

/** Blocks that put several things into one frame: cards, tasks, a video. */

const common = { block_id: name.exactOptional() };

function mrkdwn(longest: number) {
  return z.looseObject({ type: z.literal('mrkdwn'), text: bounded(longest) });
}

export const Card = z
  .looseObject({
    type: z.literal('card'),
    ...common,
    hero_image: Image.exactOptional(),
    icon: Image.exactOptional(),
    title: mrkdwn(150).exactOptional(),
    subtitle: mrkdwn(150).exactOptional(),
    body: mrkdwn(200).exactOptional(),
    actions: listOf(Button, 3).exactOptional(),
  })
  .refine(
    ({ hero_image, title, body, actions }) =>
      [hero_image, title, body, actions].some((part) => part !== undefined),
    'must have at least one of hero_image, title, body and actions',
  );

export const Carousel = z.looseObject({
  type: z.literal('carousel'),
  ...common,
  elements: listOf(Card, 10),
});

export const TaskCard = z.looseObject({
  type: z.literal('task_card'),
  ...common,
  task_id: bounded(255),
  title: bounded(3000),
  details: RichText.exactOptional(),
  output: RichText.exactOptional(),
  sources: z
    .array(z.looseObject({ type: z.literal('url'), url: bounded(3000), text: z.string() }))
    .exactOptional(),
  status: z.enum(['pending', 'in_progress', 'complete', 'error']),
});

export const Plan = z.looseObject({
  type: z.literal('plan'),
  ...common,
  title: bounded(3000),
  tasks: z.array(TaskCard).max(50, 'no more than 50 items allowed').exactOptional(),
});

const https = bounded(3000).regex(/^https:\/\//, 'must be an https URL');

export const Video = z.looseObject({
  type: z.literal('video'),
  ...common,
  video_url: https,
  thumbnail_url: bounded(3000),
  alt_text: bounded(2000),
  title: plainText(199),
  title_url: https.exactOptional(),
  author_name: bounded(49).exactOptional(),
  provider_name: bounded(255).exactOptional(),
  provider_icon_url: bounded(3000).exactOptional(),
  description: plainText(3000).exactOptional(),
});
