import type { EmailInput, NumberInput, PlainTextInput, URLInput } from '@slack/types';
import type { Labelled } from './Element.tsx';
import { usePause } from './pause.ts';
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
  const pause = usePause();
  const { trigger_actions_on: moments = ['on_enter_pressed'] } = field.dispatch_action_config ?? {};
  const tells = (moment: (typeof moments)[number]) => labelled?.tells && moments.includes(moment);
  const tell = (typed: string): void =>
    surface.act({ type: field.type, block_id: block, action_id: action, value: typed });
  const shared = {
    id: labelled?.id,
    class: 'text-field',
    value,
    placeholder: field.placeholder?.text,
    dir: 'auto' as const,
    autoComplete: 'off',
    spellcheck: field.type === 'plain_text_input' && field.multiline === true,
    'data-first': true,
    'data-focus': field.focus_on_load,
    'aria-label': labelled ? undefined : props.name,
    'aria-describedby': labelled?.describedBy,
    'aria-invalid': labelled?.invalid,
    'aria-required': labelled?.required,
    onInput: ({ currentTarget }: { currentTarget: { value: string } }) => {
      const typed = currentTarget.value;
      surface.answer(block, action, { type: field.type, value: typed || null });
      if (tells('on_character_entered')) pause(() => tell(typed));
    },
  };
  if (field.type === 'plain_text_input' && field.multiline) return <textarea {...shared} rows={4} />;
  return (
    <input
      {...shared}
      type="text"
      inputMode={modes[field.type]}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !tells('on_enter_pressed')) return;
        event.preventDefault();
        tell(value);
      }}
    />
  );
}
