import { z } from 'zod';
import { bounded } from './composition.ts';

const image = {
  type: z.literal('image'),
  alt_text: bounded(2000),
  image_url: bounded(3000).exactOptional(),
  slack_file: z
    .looseObject({ id: z.string().exactOptional(), url: z.string().exactOptional() })
    .exactOptional(),
};

/** @param more what an image has as a block. */
export function imageOf<More extends z.ZodRawShape>(more: More) {
  return z
    .looseObject({ ...image, ...more })
    .refine(
      ({ image_url, slack_file }) => image_url !== undefined || slack_file !== undefined,
      'must have image_url',
    );
}

export const Image = imageOf({});
