import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { canTypeAtOnce } from '../focus.ts';
import { BackButton } from '../BackButton.tsx';

/** A list of what there is, where else a conversation stands. */
export function Browse(props: {
  title: string;
  search: { label: string; typed: string; onType: (typed: string) => void };
  tools?: ComponentChildren;
  children: ComponentChildren;
}) {
  const { title, search } = props;
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    if (canTypeAtOnce()) field.current?.focus();
  }, []);
  return (
    <>
      <header class="pane-head">
        <BackButton />
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
