import type { Checkboxes, Option, RadioButtons } from '@slack/types';
import { useId } from 'preact/hooks';
import { plainOption } from '../answers.ts';
import type { Labelled } from './Element.tsx';
import { useSurface } from './Surface.tsx';
import { InlineText } from './Text.tsx';

/** Checkboxes or radio buttons: a group with a name, each with its words and a line about it. */
export function Choices(props: {
  block: string;
  choices: Checkboxes | RadioButtons;
  name: string;
  labelled: Labelled | undefined;
}) {
  const { block, choices, labelled } = props;
  const surface = useSurface();
  const name = useId();
  const action = choices.action_id ?? '';
  const answer = surface.answers[block]?.[action];
  const many = choices.type === 'checkboxes';
  const chosen = many ? (answer?.selected_options ?? []) : [answer?.selected_option].filter((one) => !!one);

  const choose = (option: Option, checked: boolean): void => {
    const plain = plainOption(option);
    const others = chosen.filter((one) => one.value !== option.value);
    const choice = many
      ? { selected_options: checked ? [...others, plain] : others }
      : { selected_option: plain };
    surface.answer(block, action, { type: choices.type, ...choice });
    if (labelled && !labelled.tells) return;
    surface.act({ type: choices.type, block_id: block, action_id: action, ...choice }, choices.confirm);
  };

  return (
    <div
      class="choices"
      role={many ? 'group' : 'radiogroup'}
      aria-labelledby={labelled && `${labelled.id}-label`}
      aria-label={labelled ? undefined : props.name}
      aria-describedby={labelled?.describedBy}
      aria-invalid={many ? undefined : labelled?.invalid}
    >
      {choices.options.map((option, index) => (
        <label class="choice">
          <input
            type={many ? 'checkbox' : 'radio'}
            name={name}
            checked={chosen.some((one) => one.value === option.value)}
            data-first={index === 0}
            data-focus={index === 0 && choices.focus_on_load}
            aria-invalid={many ? labelled?.invalid : undefined}
            onChange={(event) => choose(option, event.currentTarget.checked)}
          />
          <span>
            <InlineText text={option.text} />
            {option.description && <span class="choice-about">{option.description.text}</span>}
          </span>
        </label>
      ))}
    </div>
  );
}
