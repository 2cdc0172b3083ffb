import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import { Alert } from '../Alert.tsx';
import { useDesk } from '../here.ts';
import { addFault, calls, deliveries, wordsOf, type Wish } from './inspecting.ts';

const nothing: Wish = { on: 'method', name: '', fault: 'slow', times: '1', seconds: '5' };

export function FaultForm({ onAdded }: { onAdded: () => Promise<void> }) {
  const desk = useDesk();
  const [wish, setWish] = useState(nothing);
  const [failure, fail] = useState<string | null>(null);
  const change = (part: Partial<Wish>): void => setWish({ ...wish, ...part });
  const isCall = wish.on === 'method';
  const kinds = isCall ? calls : deliveries;
  const waits = wish.fault === 'slow' ? 'Seconds late' : 'Seconds to wait';
  const submit = async (): Promise<void> => {
    const failed = await addFault(desk, wish);
    fail(failed);
    if (failed === null) await onAdded();
  };
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Choice
        label="To what"
        value={wish.on}
        options={[
          ['method', 'a call of a method'],
          ['event', 'what goes to an app'],
        ]}
        onChoose={(on) => change({ on: on === 'event' ? 'event' : 'method', fault: 'slow' })}
      />
      <Field label={isCall ? 'Method' : 'Type'} hint="Left empty, any.">
        {(id) => (
          <input
            id={id}
            class="text-field"
            type="text"
            autocomplete="off"
            spellcheck={false}
            aria-describedby={`${id}-hint`}
            placeholder={isCall ? 'as chat.postMessage' : 'as message or slash_commands'}
            value={wish.name}
            onInput={({ currentTarget }) => change({ name: currentTarget.value })}
          />
        )}
      </Field>
      <Choice
        label="What happens"
        value={wish.fault}
        options={kinds.map((kind) => [kind, wordsOf(kind)])}
        onChoose={(chosen) => change({ fault: kinds.find((kind) => kind === chosen) ?? 'slow' })}
      />
      {(wish.fault === 'slow' || wish.fault === 'ratelimited') && (
        <Amount label={waits} value={wish.seconds} onType={(seconds) => change({ seconds })} />
      )}
      <Amount
        label="Times"
        hint="0: until you remove it."
        value={wish.times}
        onType={(times) => change({ times })}
      />
      <Alert sentence={failure} />
      <div class="row">
        <button type="submit" class="button small primary">
          Add
        </button>
      </div>
    </form>
  );
}

function Field(props: { label: string; hint?: string; children: (id: string) => ComponentChildren }) {
  const id = useId();
  return (
    <div class="input">
      <label class="label" for={id}>
        {props.label}
      </label>
      {props.children(id)}
      {props.hint !== undefined && (
        <p id={`${id}-hint`} class="hint">
          {props.hint}
        </p>
      )}
    </div>
  );
}

const Choice = (props: {
  label: string;
  value: string;
  options: [string, string][];
  onChoose: (value: string) => void;
}) => (
  <Field label={props.label}>
    {(id) => (
      <select
        id={id}
        class="text-field"
        value={props.value}
        onChange={({ currentTarget }) => props.onChoose(currentTarget.value)}
      >
        {props.options.map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
    )}
  </Field>
);

const Amount = (props: { label: string; hint?: string; value: string; onType: (typed: string) => void }) => (
  <Field label={props.label} {...(props.hint !== undefined && { hint: props.hint })}>
    {(id) => (
      <input
        id={id}
        class="text-field"
        type="number"
        min={0}
        required
        {...(props.hint !== undefined && { 'aria-describedby': `${id}-hint` })}
        value={props.value}
        onInput={({ currentTarget }) => props.onType(currentTarget.value)}
      />
    )}
  </Field>
);
