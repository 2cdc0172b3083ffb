import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useAnchor } from './anchor.ts';
import { emoji, emojiNames, frequent } from './emoji.ts';

const columns = 8;

/** A handful that fit most moments, and a field for any other by its name. Arrows move among them, Enter takes one. */
export function EmojiPicker(props: {
  class: string;
  onPick: (name: string) => void;
  children: ComponentChildren;
}) {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const popup = useRef<HTMLDivElement>(null);
  useAnchor(isOpen, button, popup, 'own');
  useLayoutEffect(() => {
    if (isOpen) popup.current?.querySelector('input')?.focus();
  }, [isOpen]);
  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        class={props.class}
        aria-label="Add a reaction"
        title="Add a reaction"
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        {props.children}
      </button>
      <div
        ref={popup}
        id={id}
        class="popup emoji-picker"
        role="dialog"
        aria-label="Add a reaction"
        popover="manual"
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === 'Escape') close();
        }}
        onFocusOut={({ relatedTarget }) => {
          const isWithin = relatedTarget instanceof Node && popup.current?.contains(relatedTarget);
          if (!isWithin && relatedTarget !== button.current) setOpen(false);
        }}
      >
        {isOpen && (
          <Choices
            id={id}
            onPick={(name) => {
              close();
              props.onPick(name);
            }}
          />
        )}
      </div>
    </>
  );
}

function Choices({ id, onPick }: { id: string; onPick: (name: string) => void }) {
  const [typed, setTyped] = useState('');
  const name = typed.trim().toLowerCase().replaceAll(':', '').replaceAll(' ', '_');
  const found =
    name === '' ? frequent : emojiNames.filter((each) => each.includes(name)).slice(0, 4 * columns);
  const isName = /^[a-z0-9_+'-]+$/.test(name);
  const take = (): void => {
    const [first] = found;
    if (isName && emoji(name) !== null) onPick(name);
    else if (name !== '' && first !== undefined) onPick(first);
    else if (isName) onPick(name);
  };
  return (
    <>
      <input
        class="text-field"
        type="text"
        autocomplete="off"
        spellcheck={false}
        placeholder="Name, as tada"
        aria-label="Emoji by name"
        aria-describedby={`${id}-found`}
        value={typed}
        onInput={({ currentTarget }) => setTyped(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') {
            event.preventDefault();
            take();
          }
          if (event.key === 'ArrowDown') step(event, 0);
        }}
      />
      <div class="emoji-grid" role="group" aria-label="Emoji" onKeyDown={moveInGrid}>
        {found.map((each) => (
          <button
            key={each}
            type="button"
            class="emoji-choice"
            tabIndex={-1}
            aria-label={each.replaceAll('_', ' ')}
            title={`:${each}:`}
            onClick={() => onPick(each)}
          >
            {emoji(each)}
          </button>
        ))}
      </div>
      <p id={`${id}-found`} class="emoji-none" role="status">
        {found.length > 0 ? '' : isName ? `Enter reacts with :${name}:` : 'No emoji has such a name.'}
      </p>
    </>
  );
}

function step(event: KeyboardEvent & { currentTarget: HTMLElement }, to: number): void {
  event.preventDefault();
  const popup = event.currentTarget.closest('.emoji-picker');
  popup?.querySelectorAll<HTMLElement>('.emoji-choice')[to]?.focus();
}

function moveInGrid(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>('button')];
  const at = all.findIndex((choice) => choice === document.activeElement);
  const steps: Record<string, number> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
  };
  const by = steps[event.key];
  if (by === undefined) return;
  event.preventDefault();
  const to = at + by;
  if (to < 0) event.currentTarget.closest('.emoji-picker')?.querySelector('input')?.focus();
  else all[Math.min(to, all.length - 1)]?.focus();
}
