import type { RichTextInput } from '@slack/types';
import { useState } from 'preact/hooks';
import { useWorkspace } from '../here.ts';
import { writeMrkdwn } from '../mrkdwn.ts';
import { readRichText, writeRichText } from '../rich-text.ts';
import type { Labelled } from './Element.tsx';
import { usePause } from './pause.ts';
import { useSurface } from './Surface.tsx';

/** Text with marks, typed as in a message: `*bold*`, `_italic_`, a quote after `>`, people after `@`. */
export function RichTextField(props: {
  block: string;
  field: RichTextInput;
  name: string;
  labelled: Labelled | undefined;
}) {
  const { block, field, labelled } = props;
  const surface = useSurface();
  const people = useWorkspace(({ boot }) => boot?.people ?? nobody);
  const [typed, setTyped] = useState(() => (field.initial_value ? writeRichText(field.initial_value) : ''));
  const pause = usePause();
  const { trigger_actions_on: moments = [] } = field.dispatch_action_config ?? {};
  const tells = labelled ? labelled.tells && moments.includes('on_character_entered') : true;
  const action = field.action_id ?? '';
  const change = (next: string): void => {
    setTyped(next);
    const rich_text_value = next.trim() === '' ? null : readRichText(writeMrkdwn(next, people));
    surface.answer(block, action, { type: field.type, rich_text_value });
    const told = { type: field.type, block_id: block, action_id: action, rich_text_value };
    if (tells) pause(() => surface.act(told));
  };
  return (
    <textarea
      id={labelled?.id}
      class="text-field"
      rows={Math.max(field.min_lines ?? 4, 2)}
      dir="auto"
      value={typed}
      placeholder={field.placeholder?.text}
      data-first
      data-focus={field.focus_on_load}
      aria-label={labelled ? undefined : props.name || 'Text'}
      aria-describedby={labelled?.describedBy}
      aria-invalid={labelled?.invalid}
      aria-required={labelled?.required}
      onInput={(event) => change(event.currentTarget.value)}
    />
  );
}

const nobody: never[] = [];
