import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Message } from '../protocol.ts';
import { Alert } from './Alert.tsx';
import { explain } from './failure.ts';
import { useDesk, useWorkspace } from './here.ts';
import { readMrkdwnAsTyped } from './mrkdwn.ts';
import { change } from './reacting.ts';
import { asMrkdwn } from './sending.ts';

/** One's own message as it was typed, to be mended where it stands. */
export function EditMessage(props: { channel: string; place: string; message: Message; onDone: () => void }) {
  const { channel, place, message, onDone } = props;
  const desk = useDesk();
  const names = useWorkspace((workspace) => workspace.names);
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(() => readMrkdwnAsTyped(message.text, names));
  const [failure, fail] = useState<string | null>(null);
  const leave = (): void => {
    const article = field.current?.closest('article');
    onDone();
    article?.focus();
  };
  const save = async (): Promise<void> => {
    if (text.trim() === '') return fail('A message cannot be empty. To take it away, delete it.');
    const failed = await change(desk, { channel, place, ts: message.ts }, asMrkdwn(desk, text.trim()));
    if (failed) fail(explain(failed));
    else leave();
  };
  useLayoutEffect(() => {
    field.current?.focus();
    field.current?.setSelectionRange(text.length, text.length);
  }, []);
  return (
    <form
      class="edit"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
      onKeyDown={(event) => {
        if (event.isComposing) return;
        if (event.key === 'Escape') {
          event.stopPropagation();
          leave();
        }
        if (event.key === 'Enter' && !event.shiftKey && event.target === field.current) {
          event.preventDefault();
          void save();
        }
      }}
    >
      <textarea
        ref={field}
        class="text-field"
        rows={Math.min(8, text.split('\n').length + 1)}
        dir="auto"
        aria-label="Edit this message"
        value={text}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
      />
      <Alert sentence={failure} />
      <div class="edit-buttons">
        <button type="button" class="button small" onClick={leave}>
          Cancel
        </button>
        <button type="submit" class="button small primary">
          Save
        </button>
      </div>
    </form>
  );
}
