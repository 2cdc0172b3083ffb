import { useId, useState } from 'preact/hooks';
import { create } from '../channels.ts';
import { useDesk } from '../here.ts';
import { FormDialog } from './FormDialog.tsx';

export function CreateChannel({ onClose }: { onClose: () => void }) {
  const desk = useDesk();
  const id = useId();
  const [name, setName] = useState('');
  const [isPrivate, setPrivate] = useState(false);
  return (
    <FormDialog
      title="Create a channel"
      action="Create"
      isTouched={name !== ''}
      onClose={onClose}
      submit={() => create(desk, name, isPrivate)}
    >
      <div class="input">
        <label class="label" for={id}>
          Name
        </label>
        <input
          id={id}
          class="text-field"
          type="text"
          data-first
          autocomplete="off"
          spellcheck={false}
          maxLength={80}
          placeholder="as plan-budget"
          aria-describedby={`${id}-hint`}
          value={name}
          // What Slack would refuse is mended as it is typed.
          onInput={({ currentTarget }) => setName(currentTarget.value.toLowerCase().replaceAll(/\s/g, '-'))}
        />
        <p id={`${id}-hint`} class="hint">
          Lower-case letters, digits, - and _.
        </p>
      </div>
      <label class="also">
        <input
          type="checkbox"
          checked={isPrivate}
          onChange={({ currentTarget }) => setPrivate(currentTarget.checked)}
        />
        Private: only who is invited can see it
      </label>
    </FormDialog>
  );
}
