import { useId, useState } from 'preact/hooks';
import type { SharedFile } from '../../protocol.ts';
import { Dialog } from '../Dialog.tsx';
import { Icon } from '../icons.tsx';
import { useFetched } from './fetching.ts';
import { Download } from './FileCard.tsx';
import { sizeOf } from './size.ts';

/** A picture where it was shared, in a frame that keeps its place while it loads; a press shows it large. */
export function Picture({ file }: { file: SharedFile }) {
  const fetched = useFetched(file.url_private);
  const [isLarge, enlarge] = useState(false);
  const name = file.title ?? file.name ?? 'Picture';
  const words = file.alt_txt ?? name;
  return (
    <figure class="picture">
      <figcaption>
        {name} <span class="file-about">{sizeOf(file.size ?? 0)}</span>
      </figcaption>
      {fetched.state === 'here' ? (
        <button
          type="button"
          class="picture-frame"
          aria-label={`Show ${name} large`}
          onClick={() => enlarge(true)}
        >
          <img src={fetched.url} alt={words} />
        </button>
      ) : (
        <div class="picture-frame" aria-busy={fetched.state === 'waiting'}>
          {fetched.state === 'failed' && (
            <p class="file-gone" role="alert">
              It could not be fetched.{' '}
              <button type="button" class="button small" onClick={fetched.retry}>
                Retry
              </button>
            </p>
          )}
        </div>
      )}
      {isLarge && fetched.state === 'here' && (
        <Large file={file} name={name} words={words} url={fetched.url} onClose={() => enlarge(false)} />
      )}
    </figure>
  );
}

function Large(props: { file: SharedFile; name: string; words: string; url: string; onClose: () => void }) {
  const { file, name, words, url, onClose } = props;
  const id = useId();
  return (
    <Dialog class="dialog large-picture" labelledBy={id} onEscape={onClose}>
      <header class="modal-head">
        <h2 id={id} tabIndex={-1}>
          {name}
        </h2>
        <Download file={file} name={file.name ?? name} />
        <button type="button" class="icon-button" aria-label="Close" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <img src={url} alt={words} />
    </Dialog>
  );
}
