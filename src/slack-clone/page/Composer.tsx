import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Channel } from '../protocol.ts';
import { accept, completes, complete, type Offer } from './completion.ts';
import { recall, type Recalled } from './recall.ts';
import { untouched } from './conversation.ts';
import { focusComposer } from './focus.ts';
import { useDesk, useWorkspace } from './here.ts';
import { Icon } from './icons.tsx';
import { Offers } from './Offers.tsx';
import { send } from './sending.ts';

/** Where one types. Enter sends, Shift+Enter makes a line; `/` and `@` offer what can follow. */
export function Composer({ channel, title }: { channel: Channel; title: string }) {
  const desk = useDesk();
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(desk.drafts.get(channel.id) ?? '');
  const [recalled, setRecalled] = useState<Recalled | null>(null);
  const offers = useOffers(field, text);
  const running = useWorkspace(({ conversations }) => (conversations[channel.id] ?? untouched).running);
  useHeight(field, text);
  useLayoutEffect(focusComposer, []);

  const write = (next: string, caret = next.length, from: Recalled | null = null): void => {
    setText(next);
    setRecalled(from);
    desk.drafts.set(channel.id, next);
    offers.follow(caret);
    // The caret can only be set once the field has the text.
    requestAnimationFrame(() => field.current?.setSelectionRange(caret, caret));
  };
  const submit = (): void => {
    if (send(desk, channel.id, text)) write('');
  };
  const take = (offer: Offer): void => {
    const next = accept(offer, text, field.current?.selectionStart ?? text.length);
    write(next.text, next.caret);
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing || event.metaKey || event.ctrlKey || event.altKey) return;
    const caret = field.current?.selectionStart ?? 0;
    const offer = offers.active;
    const takes =
      event.key === 'Tab' ||
      (event.key === 'Enter' && (offers.moved || (offer && completes(offer, text, caret))));
    if (offer && takes && !event.shiftKey) {
      event.preventDefault();
      return take(offer);
    }
    if (offer && offers.key(event.key)) return event.preventDefault();
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      return submit();
    }
    const older = recall(desk.sent, recalled, text, event.key);
    if (!older) return;
    event.preventDefault();
    write(older.text, older.text.length, older.recalled);
    offers.dismiss();
  };

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Offers id={id} offers={offers.list} active={offers.index} onTake={take} />
      <div class="composer-box">
        <textarea
          ref={field}
          rows={1}
          value={text}
          dir="auto"
          placeholder={`Message ${title}`}
          aria-label={`Message ${title}`}
          aria-autocomplete="list"
          aria-controls={`${id}-list`}
          aria-activedescendant={offers.active ? `${id}-${offers.index}` : undefined}
          aria-describedby={`${id}-keys`}
          onInput={(event) => {
            const { value, selectionStart } = event.currentTarget;
            setText(value);
            setRecalled(null);
            desk.drafts.set(channel.id, value);
            offers.follow(selectionStart);
          }}
          onClick={(event) => offers.follow(event.currentTarget.selectionStart)}
          onKeyDown={onKeyDown}
          onBlur={offers.dismiss}
        />
        <button type="submit" class="send" aria-label="Send" aria-disabled={text.trim() === ''}>
          <Icon name="send" />
        </button>
      </div>
      <p class="composer-foot">
        <span role="status" class="working">
          {running > 0 ? 'Waiting for the app…' : ''}
        </span>
        <span id={`${id}-keys`} class="keys">
          <kbd>/</kbd> commands · <kbd>Enter</kbd> sends · <kbd>Shift</kbd> <kbd>Enter</kbd> new line
        </span>
      </p>
    </form>
  );
}

/** What is offered at the caret, which one is active, and whether the person chose it with the arrows. */
function useOffers(field: { current: HTMLTextAreaElement | null }, text: string) {
  const commands = useWorkspace((workspace) => workspace.commands);
  const people = useWorkspace(({ boot }) => boot?.people);
  const [caret, setCaret] = useState<number | null>(null);
  const [index, setIndex] = useState(0);
  const [moved, setMoved] = useState(false);
  const list = caret === null ? [] : complete(text, caret, commands, people ?? []);
  const reset = (next: number | null): void => {
    setCaret(next);
    setIndex(0);
    setMoved(false);
  };
  /** True when the key was for the list. */
  const key = (name: string): boolean => {
    if (name === 'Escape') reset(null);
    else if (name === 'ArrowDown' || name === 'ArrowUp') {
      const step = name === 'ArrowDown' ? 1 : list.length - 1;
      setIndex((index + step) % list.length);
      setMoved(true);
    } else if (name === 'ArrowLeft' || name === 'ArrowRight') {
      requestAnimationFrame(() => reset(field.current?.selectionStart ?? null));
      return false;
    } else return false;
    return true;
  };
  return { list, index, moved, active: list[index], follow: reset, dismiss: () => reset(null), key };
}

/** As high as its text, up to what the stylesheet allows. */
function useHeight(field: { current: HTMLTextAreaElement | null }, text: string): void {
  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${element.scrollHeight}px`;
  }, [text]);
}
