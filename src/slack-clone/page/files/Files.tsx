import type { SharedFile } from '../../protocol.ts';
import { FileCard } from './FileCard.tsx';
import { Picture } from './Picture.tsx';

/** What was shared with a message: pictures as such, everything else as a card. */
export const Files = ({ files }: { files: SharedFile[] }) => (
  <ul class="files">
    {files.map((file) => (
      <li key={file.id}>{isPicture(file) ? <Picture file={file} /> : <FileCard file={file} />}</li>
    ))}
  </ul>
);

/** What every browser shows, up to a size that is worth waiting for. */
const isPicture = ({ mode, mimetype = '', size = 0 }: SharedFile): boolean =>
  mode !== 'tombstone' && /^image\/(?:png|jpeg|gif|webp)$/.test(mimetype) && size < 25_000_000;
