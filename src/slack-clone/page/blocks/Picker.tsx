import type { PlainTextOption } from '@slack/types';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { useAnchor } from '../anchor.ts';
import { Icon } from '../icons.tsx';
import type { Labelled } from './Element.tsx';
import { PickerList } from './PickerList.tsx';

export interface Choice {
  option: PlainTextOption;
  group: string;
}

/** What the list shows: choices, or a sentence when there are none to show. */
export interface Found {
  choices: Choice[];
  sentence: string;
  isLoading: boolean;
}

interface PickerProps {
  many: boolean;
  chosen: PlainTextOption[];
  /** All of them, or how to ask for those that fit what was typed; a sentence when that failed. */
  choices: Choice[] | ((typed: string) => Promise<Choice[] | string>);
  /** How much must be typed before there are choices. */
  least: number;
  most: number;
  placeholder: string;
  name: string;
  labelled: Labelled | undefined;
  onChoose: (options: PlainTextOption[]) => void;
}

/** A text field that opens a list of choices and narrows it as one types: one choice, or several as chips. */
export function Picker(props: PickerProps) {
  const { many, chosen, labelled } = props;
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [typed, type] = useState('');
  const [active, setActive] = useState(0);
  const found = useFound(props, isOpen, typed);
  useAnchor(isOpen, box, list);

  const close = (): void => {
    setOpen(false);
    type('');
    setActive(0);
  };
  const without = (option: PlainTextOption) => chosen.filter((one) => one.value !== option.value);
  const choose = (option: PlainTextOption): void => {
    const has = chosen.some((one) => one.value === option.value);
    if (many && !has && chosen.length >= props.most) return;
    props.onChoose(many ? (has ? without(option) : [...chosen, option]) : [option]);
    if (many) type('');
    else close();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const { key } = event;
    const count = found.choices.length;
    if (key === 'Backspace' && many && typed === '' && chosen.length > 0)
      return props.onChoose(chosen.slice(0, -1));
    if (key === 'Tab') return close();
    if (key === 'Escape' ? !isOpen : !['ArrowDown', 'ArrowUp', 'Enter'].includes(key)) return;
    event.preventDefault();
    if (key === 'Escape') return close();
    if (!isOpen) return setOpen(true);
    if (key === 'Enter') {
      const picked = found.choices[active];
      return picked && choose(picked.option);
    }
    if (count > 0) setActive((active + (key === 'ArrowDown' ? 1 : count - 1)) % count);
  };

  const [single] = many ? [] : chosen;
  const activeId = isOpen && found.choices[active] ? `${id}-${active}` : undefined;
  return (
    <div class={`picker ${many ? 'picker-many' : ''}`} ref={box} onClick={() => field.current?.focus()}>
      {many &&
        chosen.map((option) => <Chip option={option} onRemove={() => props.onChoose(without(option))} />)}
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
        aria-label={labelled ? undefined : props.name || props.placeholder}
        aria-describedby={labelled?.describedBy}
        aria-invalid={labelled?.invalid}
        aria-required={labelled?.required}
        aria-expanded={isOpen}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={activeId}
        value={isOpen ? typed : (single?.text.text ?? '')}
        placeholder={single?.text.text ?? (many && chosen.length > 0 ? '' : props.placeholder)}
        onClick={() => setOpen(true)}
        onInput={(event) => {
          type(event.currentTarget.value);
          setActive(0);
          setOpen(true);
        }}
        onKeyDown={onKeyDown}
        onBlur={close}
      />
      <Icon name="down" />
      <div ref={list} class="popup" popover="manual" onMouseDown={(event) => event.preventDefault()}>
        <PickerList id={id} found={found} chosen={chosen} active={active} many={many} onChoose={choose} />
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

const nothing: Found = { choices: [], sentence: '', isLoading: false };

function useFound(props: PickerProps, isOpen: boolean, typed: string): Found {
  const { choices, least } = props;
  const [asked, setAsked] = useState<Found>(nothing);
  useEffect(() => {
    if (!isOpen || typeof choices !== 'function' || typed.length < least) return undefined;
    let isStale = false;
    setAsked((before) => ({ ...before, isLoading: true }));
    // A pause in typing, so that each letter does not become a question.
    const timer = setTimeout(
      async () => {
        const answer = await choices(typed);
        if (isStale) return;
        const isList = typeof answer !== 'string';
        setAsked({ choices: isList ? answer : [], sentence: isList ? '' : answer, isLoading: false });
      },
      typed === '' ? 0 : 150,
    );
    return () => {
      isStale = true;
      clearTimeout(timer);
    };
  }, [isOpen, typed]);

  if (typeof choices !== 'function') {
    const wanted = typed.trim().toLowerCase();
    return {
      ...nothing,
      choices: choices.filter(({ option }) => option.text.text.toLowerCase().includes(wanted)),
    };
  }
  if (typed.length >= least) return asked;
  return {
    ...nothing,
    sentence: least === 1 ? 'Type a letter to search.' : `Type ${least} letters to search.`,
  };
}
