import { useState } from 'preact/hooks';
import type { SharedFile } from '../../protocol.ts';
import { Alert } from '../Alert.tsx';
import { useDesk } from '../here.ts';
import { Icon } from '../icons.tsx';
import { sizeOf } from './size.ts';

/** A file by its name, kind and size, to be saved. */
export function FileCard({ file }: { file: SharedFile }) {
  const { title, name = title ?? 'A file', mode, pretty_type, filetype, size = 0 } = file;
  if (mode === 'tombstone') return <p class="file-gone">This file was deleted.</p>;
  return (
    <div class="file-card">
      <span class="file-sign">
        <Icon name="file" />
      </span>
      <span class="file-words">
        <span class="file-name">{title ?? name}</span>
        <span class="file-about">
          {pretty_type ?? filetype?.toUpperCase() ?? 'File'} · {sizeOf(size)}
        </span>
      </span>
      <Download file={file} name={name} />
    </div>
  );
}

/** The browser saves only what it was given: it does not hold the window's token. */
export function Download({ file, name }: { file: SharedFile; name: string }) {
  const desk = useDesk();
  const [state, setState] = useState<'ready' | 'busy' | 'failed'>('ready');
  const save = async (): Promise<void> => {
    if (state === 'busy') return;
    setState('busy');
    const bytes = await desk.fetchFile(file.url_private_download ?? file.url_private ?? '');
    setState(bytes ? 'ready' : 'failed');
    if (bytes) saveAs(name, bytes);
  };
  return (
    <>
      <button
        type="button"
        class="button small"
        aria-label={state === 'failed' ? `Retry to download ${name}` : `Download ${name}`}
        aria-busy={state === 'busy'}
        onClick={() => void save()}
      >
        {state === 'failed' ? 'Retry' : 'Download'}
      </button>
      <Alert sentence={state === 'failed' ? 'It could not be fetched.' : null} />
    </>
  );
}

function saveAs(name: string, bytes: Blob): void {
  const url = URL.createObjectURL(bytes);
  const link = document.createElement('a');
  Object.assign(link, { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
