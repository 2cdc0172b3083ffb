import type { EmailInput, NumberInput, PlainTextInput, URLInput } from '@slack/types';
import type { Labelled } from './Element.tsx';
import { useSurface } from './Surface.tsx';

type Field = PlainTextInput | NumberInput | EmailInput | URLInput;

const modes = {
  plain_text_input: 'text',
  number_input: 'decimal',
  email_text_input: 'email',
  url_text_input: 'url',
} as const;

export function TextField(props: {
  block: string;
  field: Field;
  name: string;
  labelled: Labelled | undefined;
}) {
  const { block, field, labelled } = props;
  const surface = useSurface();
  const action = field.action_id ?? '';
  const value = surface.answers[block]?.[action]?.value ?? '';
  const shared = {
    id: labelled?.id,
    class: 'text-field',
    value,
    placeholder: field.placeholder?.text,
    dir: 'auto' as const,
    autoComplete: 'off',
    spellcheck: field.type === 'plain_text_input' && field.multiline === true,
    'data-first': true,
    'aria-label': labelled ? undefined : props.name,
    'aria-describedby': labelled?.describedBy,
    'aria-invalid': labelled?.invalid,
    'aria-required': labelled?.required,
    onInput: (event: { currentTarget: { value: string } }) =>
      surface.answer(block, action, { type: field.type, value: event.currentTarget.value || null }),
  };
  if (field.type === 'plain_text_input' && field.multiline) return <textarea {...shared} rows={4} />;
  return (
    <input
      {...shared}
      type="text"
      inputMode={modes[field.type]}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !labelled?.tells) return;
        event.preventDefault();
        surface.act({ type: field.type, block_id: block, action_id: action, value });
      }}
    />
  );
}
