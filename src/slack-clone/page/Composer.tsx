import type { ComponentChildren, RefObject } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { attach } from './attaching.ts';
import { Attachments } from './Attachments.tsx';
import { useComposing } from './composing.ts';
import { untouched } from './conversation.ts';
import { canTypeAtOnce } from './focus.ts';
import { useDesk, useWorkspace } from './here.ts';
import { Icon } from './icons.tsx';
import { Offers } from './Offers.tsx';
import { SendLater } from './SendLater.tsx';

/** Where one types. Enter sends, Shift+Enter makes a line; `/` and `@` offer what can follow. */
export function Composer(props: {
  place: string;
  label: string;
  broadcast?: boolean;
  children?: ComponentChildren;
}) {
  const { place, label } = props;
  const id = useId();
  const desk = useDesk();
  const composing = useComposing(place, props.broadcast ?? false);
  const { field, text, attachments, offers, change, take, submit, onKeyDown } = composing;
  const running = useWorkspace(({ conversations }) => (conversations[place] ?? untouched).running);
  useHeight(field, text);
  useLayoutEffect(() => {
    if (canTypeAtOnce()) field.current?.focus();
  }, []);

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
      onPaste={(event) => {
        const files = [...(event.clipboardData?.files ?? [])];
        if (files.length === 0) return;
        event.preventDefault();
        attach(desk, place, files);
      }}
    >
      <Offers id={id} about={offers.about} offers={offers.list} active={offers.index} onTake={take} />
      <Attachments place={place} attachments={attachments} />
      <div class="composer-box">
        <AttachButton place={place} />
        <textarea
          ref={field}
          rows={1}
          value={text}
          dir="auto"
          placeholder={label}
          aria-label={label}
          aria-autocomplete="list"
          aria-controls={`${id}-list`}
          aria-activedescendant={offers.active ? `${id}-${offers.index}` : undefined}
          aria-describedby={`${id}-keys`}
          onInput={({ currentTarget }) => change(currentTarget.value, currentTarget.selectionStart)}
          onClick={(event) => offers.follow(event.currentTarget.selectionStart)}
          onKeyDown={onKeyDown}
          onBlur={offers.dismiss}
        />
        <SendLater place={place} text={text} onScheduled={() => composing.write('')} />
        <button
          type="submit"
          class="send"
          aria-label="Send"
          aria-disabled={!composing.canSend}
          aria-busy={composing.isSharing}
        >
          <Icon name="send" />
        </button>
      </div>
      {props.children}
      <p class="composer-foot">
        <span role="status" class="working">
          {running > 0 ? 'Waiting for the app…' : composing.isSharing ? 'Sharing…' : ''}
        </span>
        <As />
        <span id={`${id}-keys`} class="keys">
          <Keys isOffered={offers.list.length > 0} enters={offers.enters} />
        </span>
      </p>
    </form>
  );
}

/** Several windows may be several people: each says who speaks in it. */
function As() {
  const name = useWorkspace(({ me }) => me?.name);
  return name === undefined ? null : (
    <span class="as">
      As <b>{name}</b>
    </span>
  );
}

function AttachButton({ place }: { place: string }) {
  const desk = useDesk();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button
        type="button"
        class="icon-button attach"
        aria-label="Attach files"
        title="Attach files"
        onClick={() => input.current?.click()}
      >
        <Icon name="clip" />
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label="Files to attach"
        onChange={({ currentTarget }) => {
          attach(desk, place, currentTarget.files ?? []);
          currentTarget.value = '';
        }}
      />
    </>
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
function useHeight(field: RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${element.scrollHeight}px`;
  }, [text]);
}
