import { useId, useLayoutEffect } from 'preact/hooks';
import type { Channel } from '../protocol.ts';
import { useComposing } from './composing.ts';
import { untouched } from './conversation.ts';
import { focusComposer } from './focus.ts';
import { useWorkspace } from './here.ts';
import { Icon } from './icons.tsx';
import { Offers } from './Offers.tsx';
import { Shortcuts } from './Shortcuts.tsx';

/** Where one types. Enter sends, Shift+Enter makes a line; `/` and `@` offer what can follow. */
export function Composer({ channel, title }: { channel: Channel; title: string }) {
  const id = useId();
  const { field, text, offers, change, take, submit, onKeyDown } = useComposing(channel.id);
  const running = useWorkspace(({ conversations }) => (conversations[channel.id] ?? untouched).running);
  useHeight(field, text);
  useLayoutEffect(focusComposer, []);

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Offers id={id} about={offers.about} offers={offers.list} active={offers.index} onTake={take} />
      <div class="composer-box">
        <Shortcuts channel={channel.id} />
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
          onInput={({ currentTarget }) => change(currentTarget.value, currentTarget.selectionStart)}
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
          <Keys isOffered={offers.list.length > 0} enters={offers.enters} />
        </span>
      </p>
    </form>
  );
}

/** What the keys do just now. */
function Keys({ isOffered, enters }: { isOffered: boolean; enters: boolean }) {
  const enter = (
    <>
      <kbd>Enter</kbd> {enters ? 'completes' : 'sends'}
    </>
  );
  if (!isOffered) {
    return (
      <>
        <kbd>/</kbd> commands · {enter} · <kbd>Shift</kbd> <kbd>Enter</kbd> new line
      </>
    );
  }
  return enters ? (
    enter
  ) : (
    <>
      <kbd>Tab</kbd> completes · {enter}
    </>
  );
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
