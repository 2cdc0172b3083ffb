import { useId, useState } from 'preact/hooks';
import type { CreatedApp, ManifestFault } from '../../protocol.ts';
import { useDesk } from '../here.ts';
import { createApp } from './directory.ts';
import { FormDialog } from './FormDialog.tsx';
import { Secrets } from './Secrets.tsx';

/** An app from its manifest, as it is pasted. What is wrong stands under the text, with the line that it is in. */
export function CreateApp({ onClose, onCreated }: { onClose: () => void; onCreated: () => Promise<void> }) {
  const desk = useDesk();
  const id = useId();
  const [text, setText] = useState('');
  const [faults, setFaults] = useState<ManifestFault[]>([]);
  const [created, setCreated] = useState<CreatedApp | null>(null);
  if (created) return <Created app={created} onClose={onClose} />;
  const submit = async (): Promise<string | null> => {
    setFaults([]);
    if (text.trim() === '') return 'Paste a manifest first.';
    const answer = await createApp(desk, text);
    if (typeof answer === 'string') return answer;
    if (Array.isArray(answer)) {
      setFaults(answer);
      return answer.length === 1 ? '1 thing is wrong with it.' : `${answer.length} things are wrong with it.`;
    }
    await onCreated();
    setCreated(answer);
    return null;
  };
  return (
    <FormDialog
      title="Create an app from a manifest"
      action="Create"
      isTouched={text !== ''}
      stays
      class="wide"
      onClose={onClose}
      submit={submit}
    >
      <div class="input">
        <label class="label" for={id}>
          Manifest, YAML or JSON
        </label>
        <textarea
          id={id}
          class="text-field code"
          rows={14}
          data-first
          spellcheck={false}
          aria-invalid={faults.length > 0}
          aria-describedby={`${id}-faults`}
          placeholder={'display_information:\n  name: Deploys'}
          value={text}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
        <ul id={`${id}-faults`} class="faults">
          {faults.map(({ message, pointer, line }) => (
            <li key={pointer + message}>
              <button
                type="button"
                class="link"
                disabled={line === undefined}
                onClick={() => select(id, line ?? 1)}
              >
                {line === undefined ? pointer : `Line ${line}`}
              </button>
              <span>
                {message} {line !== undefined && pointer !== '' && <code>{pointer}</code>}
              </span>
            </li>
          ))}
        </ul>
      </div>
    </FormDialog>
  );
}

/** Takes the person to the line, and marks it. */
function select(id: string, line: number): void {
  const field = document.querySelector<HTMLTextAreaElement>(`#${CSS.escape(id)}`);
  if (!field) return;
  const lines = field.value.split('\n');
  const from = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  field.focus();
  field.setSelectionRange(from, from + (lines[line - 1]?.length ?? 0));
}

const Created = ({ app, onClose }: { app: CreatedApp; onClose: () => void }) => (
  <Secrets
    title="The app is there"
    about="It is not installed yet. These are what it is known by: copy them to where it runs. They are also in registry.json of the data folder."
    secrets={[
      ['App id', app.app_id],
      ['Client id', app.client_id],
      ['Client secret', app.client_secret],
      ['Signing secret', app.signing_secret],
      ['App-level token', app.app_token],
    ]}
    onClose={onClose}
  />
);
