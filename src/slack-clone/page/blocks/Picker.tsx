import type { PlainTextOption } from '@slack/types';
import { useId, useRef } from 'preact/hooks';
import { useAnchor } from '../anchor.ts';
import { Icon } from '../icons.tsx';
import { PickerList } from './PickerList.tsx';
import { usePicking, type PickerProps } from './picking.ts';

/** A text field that opens a list of choices and narrows it as one types: one choice, or several as chips. */
export function Picker(props: PickerProps) {
  const { many, chosen, labelled } = props;
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const { isOpen, typed, active, found, ...picking } = usePicking(props);
  useAnchor(isOpen, box, list);

  const [single] = many ? [] : chosen;
  return (
    <div class={`picker ${many ? 'picker-many' : ''}`} ref={box} onClick={() => field.current?.focus()}>
      {many && chosen.map((option) => <Chip option={option} onRemove={() => picking.remove(option)} />)}
      <input
        ref={field}
        id={labelled?.id}
        class="picker-field"
        type="text"
        role="combobox"
        autoComplete="off"
        spellcheck={false}
        dir="auto"
        data-first
        data-focus={props.focus}
        aria-label={labelled ? undefined : props.name || props.placeholder}
        aria-describedby={labelled?.describedBy}
        aria-invalid={labelled?.invalid}
        aria-required={labelled?.required}
        aria-expanded={isOpen}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && found.choices[active] ? `${id}-${active}` : undefined}
        value={isOpen ? typed : (single?.text.text ?? '')}
        placeholder={single?.text.text ?? (many && chosen.length > 0 ? '' : props.placeholder)}
        onClick={picking.open}
        onInput={(event) => picking.type(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (picking.press(event.key)) event.preventDefault();
        }}
        onBlur={picking.close}
      />
      <Icon name="down" />
      <div ref={list} class="popup" popover="manual" onMouseDown={(event) => event.preventDefault()}>
        <PickerList
          id={id}
          found={found}
          chosen={chosen}
          active={active}
          many={many}
          onChoose={picking.choose}
        />
      </div>
    </div>
  );
}

const Chip = ({ option, onRemove }: { option: PlainTextOption; onRemove: () => void }) => (
  <span class="chip">
    <span dir="auto">{option.text.text}</span>
    <button type="button" aria-label={`Remove ${option.text.text}`} onClick={onRemove}>
      <Icon name="close" />
    </button>
  </span>
);
