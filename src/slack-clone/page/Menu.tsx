import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useAnchor } from './anchor.ts';
import { Icon } from './icons.tsx';

export interface MenuItem {
  key: string;
  content: ComponentChildren;
  /** Set where one of the items is the current one. */
  checked?: boolean;
  choose: () => void;
  /** A line above it: here another kind of thing begins. */
  begins?: boolean;
}

/** A button that opens a list of things to do: arrows move, Enter does, Escape and Tab leave. */
export function Menu(props: {
  /** Names the list; the button too, where it shows no words. */
  label: string;
  hasWords?: boolean;
  /** The id of what describes the button. */
  describedBy?: string | undefined;
  class: string;
  items: MenuItem[];
  width?: 'same' | 'own';
  children: ComponentChildren;
}) {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  useAnchor(isOpen, button, list, props.width ?? 'own');
  useLayoutEffect(() => {
    if (isOpen)
      (list.current?.querySelector<HTMLElement>('[aria-checked=true]') ?? first(list.current))?.focus();
  }, [isOpen]);

  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  const move = (event: KeyboardEvent): void => {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const items = [...(list.current?.querySelectorAll<HTMLElement>('button') ?? [])];
    const step = steps[event.key];
    if (step !== undefined) {
      event.preventDefault();
      const at = items.findIndex((item) => item === document.activeElement);
      items.at((at + step) % items.length)?.focus();
    }
    if (event.key === 'Home') items[0]?.focus();
    if (event.key === 'End') items.at(-1)?.focus();
    if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault();
      close();
    }
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        class={props.class}
        aria-label={props.hasWords ? undefined : props.label}
        aria-describedby={props.describedBy}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        {props.children}
      </button>
      <div
        ref={list}
        id={id}
        class="popup menu"
        role="menu"
        aria-label={props.label}
        popover="manual"
        onKeyDown={move}
        onFocusOut={(event) => {
          const next = event.relatedTarget;
          if (!(next instanceof Node) || (!list.current?.contains(next) && next !== button.current))
            setOpen(false);
        }}
      >
        {isOpen &&
          props.items.map((item) => (
            <button
              key={item.key}
              type="button"
              class={item.begins ? 'menu-item begins' : 'menu-item'}
              tabIndex={-1}
              role={item.checked === undefined ? 'menuitem' : 'menuitemradio'}
              aria-checked={item.checked}
              onClick={() => {
                close();
                item.choose();
              }}
            >
              {item.content}
              {item.checked && <Icon name="check" />}
            </button>
          ))}
      </div>
    </>
  );
}

const first = (list: HTMLElement | null): HTMLElement | null => list?.querySelector('button') ?? null;
