import type { ImageBlock, ImageElement } from '@slack/types';

/** The page loads nothing from other hosts, which would tell them who reads: there, the picture's words stand for it. */
export function Image({ image, small = false }: { image: ImageBlock | ImageElement; small?: boolean }) {
  const address = 'image_url' in image ? image.image_url : '';
  if (!isOwn(address)) return <span class="picture-words">{image.alt_text}</span>;
  return (
    <img class={small ? 'picture-small' : 'picture'} src={address} alt={image.alt_text} loading="lazy" />
  );
}

const isOwn = (address: string): boolean =>
  address.startsWith('data:image/') ||
  (URL.canParse(address, location.href) && new URL(address, location.href).origin === location.origin);
