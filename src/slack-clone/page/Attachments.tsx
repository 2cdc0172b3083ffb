import type { Attachment } from './attachment.ts';
import { detach, retryAttachment } from './attaching.ts';
import { sizeOf } from './files/size.ts';
import { useDesk } from './here.ts';
import { Icon } from './icons.tsx';

/** The files that go with the next message, and how far each has come. */
export function Attachments({ place, attachments }: { place: string; attachments: Attachment[] }) {
  if (attachments.length === 0) return null;
  return (
    <ul class="attachments" aria-label="Files to send">
      {attachments.map((attachment) => (
        <Attached key={attachment.id} place={place} attachment={attachment} />
      ))}
    </ul>
  );
}

function Attached({ place, attachment }: { place: string; attachment: Attachment }) {
  const desk = useDesk();
  const { id, file, arrived, fileId, failure } = attachment;
  return (
    <li class={failure === null ? 'attached' : 'attached failed'}>
      <span class="file-words">
        <span class="file-name">{file.name}</span>
        <span class="file-about" role={failure === null ? undefined : 'alert'}>
          {failure ??
            (fileId === null ? `${Math.floor(arrived * 100)} % of ${sizeOf(file.size)}` : sizeOf(file.size))}
        </span>
      </span>
      {failure !== null && file.size > 0 && (
        <button
          type="button"
          class="button small"
          aria-label={`Retry ${file.name}`}
          onClick={() => retryAttachment(desk, place, attachment)}
        >
          Retry
        </button>
      )}
      <button
        type="button"
        class="icon-button"
        aria-label={`Remove ${file.name}`}
        onClick={() => detach(desk, place, id)}
      >
        <Icon name="close" />
      </button>
      {failure === null && fileId === null && (
        <progress value={arrived} max={1} aria-label={`${file.name} is on its way`} />
      )}
    </li>
  );
}
