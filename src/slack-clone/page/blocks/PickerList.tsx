import type { PlainTextOption } from '@slack/types';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from '../icons.tsx';
import type { Found } from './picking.ts';
import { Plain } from './Text.tsx';

/** The choices of a picker. Focus stays in its field, which says by id which one is active. */
export function PickerList(props: {
  id: string;
  found: Found;
  chosen: PlainTextOption[];
  active: number;
  many: boolean;
  onChoose: (option: PlainTextOption) => void;
}) {
  const { id, found, chosen, active } = props;
  const current = useRef<HTMLDivElement>(null);
  useEffect(() => current.current?.scrollIntoView({ block: 'nearest' }), [active]);
  const sentence = found.sentence || (found.isLoading ? 'Looking…' : 'Nothing fits.');
  return (
    <>
      <div id={`${id}-list`} role="listbox" aria-multiselectable={props.many} aria-label="Choices">
        {found.choices.map(({ option, group }, index) => (
          <>
            {group !== '' && group !== found.choices[index - 1]?.group && (
              <div class="option-group" role="presentation">
                {group}
              </div>
            )}
            <div
              id={`${id}-${index}`}
              ref={index === active ? current : null}
              class={`option ${index === active ? 'active' : ''}`}
              role="option"
              aria-selected={chosen.some((one) => one.value === option.value)}
              onClick={() => props.onChoose(option)}
            >
              <span class="option-words" dir="auto">
                <Plain text={option.text.text} />
                {option.description && <span class="option-about">{option.description.text}</span>}
              </span>
              {chosen.some((one) => one.value === option.value) && <Icon name="check" />}
            </div>
          </>
        ))}
      </div>
      {found.choices.length === 0 && (
        <p class="option-none" role="status">
          {sentence}
        </p>
      )}
    </>
  );
}
