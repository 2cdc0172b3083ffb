import type { FileInput } from '@slack/types';
import { useState } from 'preact/hooks';
import { useDesk } from '../here.ts';
import { Icon } from '../icons.tsx';
import { upload } from '../uploading.ts';
import type { Labelled } from './Element.tsx';
import { useSurface } from './Surface.tsx';

/** Files that are uploaded as soon as they are chosen; what is sent with the form is which ones they are. */
export function FileField(props: {
  block: string;
  field: FileInput;
  name: string;
  labelled: Labelled | undefined;
}) {
  const { block, field, labelled } = props;
  const desk = useDesk();
  const surface = useSurface();
  const [names, name] = useState<Record<string, string>>({});
  const [said, say] = useState('');
  const action = field.action_id ?? '';
  const files = surface.answers[block]?.[action]?.files ?? [];
  const answer = (chosen: { id: string }[]): void =>
    surface.answer(block, action, { type: field.type, files: chosen });
  const add = async (chosen: File[]): Promise<void> => {
    say('Uploading…');
    const uploaded = await upload(desk, chosen);
    if (typeof uploaded === 'string') return say(uploaded);
    say('');
    name({ ...names, ...Object.fromEntries(uploaded.map(({ id, title }) => [id, title])) });
    answer([...files, ...uploaded.map(({ id }) => ({ id }))]);
  };
  return (
    <div class="file-field">
      <input
        id={labelled?.id}
        type="file"
        multiple={(field.max_files ?? 10) > 1}
        accept={field.filetypes?.map((type) => `.${type}`).join(',')}
        data-first
        aria-label={labelled ? undefined : props.name || 'Files'}
        aria-describedby={labelled?.describedBy}
        aria-invalid={labelled?.invalid}
        onChange={({ currentTarget }) => {
          const chosen = [...(currentTarget.files ?? [])];
          currentTarget.value = '';
          void add(chosen);
        }}
      />
      {files.map(({ id }) => (
        <span key={id} class="chip">
          <span dir="auto">{names[id] ?? id}</span>
          <button
            type="button"
            aria-label={`Remove ${names[id] ?? id}`}
            onClick={() => answer(files.filter((file) => file.id !== id))}
          >
            <Icon name="close" />
          </button>
        </span>
      ))}
      <span role="status">{said}</span>
    </div>
  );
}
