/** How one picks: what is typed, what is found for it, which choice is active, and what each key does. */
import type { PlainTextOption } from '@slack/types';
import { useEffect, useState } from 'preact/hooks';
import type { Labelled } from './Element.tsx';

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

export interface PickerProps {
  many: boolean;
  chosen: PlainTextOption[];
  /** All of them, or how to ask for those that fit what was typed; a sentence when that failed. */
  choices: Choice[] | ((typed: string) => Promise<Choice[] | string>);
  /** How much must be typed before there are choices. */
  least: number;
  most: number;
  placeholder: string;
  name: string;
  /** Whether a modal that opens puts the keyboard here. */
  focus: boolean;
  labelled: Labelled | undefined;
  onChoose: (options: PlainTextOption[]) => void;
}

export function usePicking(props: PickerProps) {
  const { many, chosen } = props;
  const [isOpen, setOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(0);
  const found = useFound(props, isOpen, typed);
  const count = found.choices.length;

  const type = (text: string): void => {
    setTyped(text);
    setActive(0);
    setOpen(true);
  };
  const close = (): void => {
    setOpen(false);
    setTyped('');
    setActive(0);
  };
  const remove = (option: PlainTextOption): void =>
    props.onChoose(chosen.filter((one) => one.value !== option.value));
  const choose = (option: PlainTextOption): void => {
    const has = chosen.some((one) => one.value === option.value);
    if (!many) {
      props.onChoose([option]);
      return close();
    }
    if (has) remove(option);
    else if (chosen.length < props.most) props.onChoose([...chosen, option]);
    setTyped('');
  };
  /** True when the key was for the list, and must do nothing else. */
  const press = (key: string): boolean => {
    const last = chosen.at(-1);
    if (key === 'Backspace' && many && typed === '' && last) remove(last);
    if (key === 'Tab') close();
    if (key === 'Escape' ? !isOpen : !['ArrowDown', 'ArrowUp', 'Enter'].includes(key)) return false;
    const picked = found.choices[active];
    if (key === 'Escape') close();
    else if (!isOpen) setOpen(true);
    else if (key === 'Enter' && picked) choose(picked.option);
    else if (key !== 'Enter' && count > 0)
      setActive((active + (key === 'ArrowDown' ? 1 : count - 1)) % count);
    return true;
  };
  return { isOpen, typed, active, found, open: () => setOpen(true), close, type, remove, choose, press };
}

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
