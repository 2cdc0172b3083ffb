import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { canTypeAtOnce } from '../focus.ts';
import { useDesk } from '../here.ts';
import { Icon } from '../icons.tsx';
import { leave } from '../opening.ts';

/** A list of what there is, where else a conversation stands. */
export function Browse(props: {
  title: string;
  search: { label: string; typed: string; onType: (typed: string) => void };
  tools?: ComponentChildren;
  children: ComponentChildren;
}) {
  const desk = useDesk();
  const { title, search } = props;
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    if (canTypeAtOnce()) field.current?.focus();
  }, []);
  return (
    <>
      <header class="pane-head">
        <button
          type="button"
          class="icon-button back"
          aria-label="Back to the list"
          onClick={() => leave(desk)}
        >
          <Icon name="back" />
        </button>
        <h1>
          <span class="pane-title">{title}</span>
        </h1>
        <div class="pane-tools">{props.tools}</div>
      </header>
      <div class="browse">
        <div class="browse-content">
          <input
            ref={field}
            class="text-field"
            type="search"
            placeholder={search.label}
            aria-label={search.label}
            value={search.typed}
            onInput={({ currentTarget }) => search.onType(currentTarget.value)}
          />
          {props.children}
        </div>
      </div>
    </>
  );
}
