import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { focusComposer } from './focus.ts';

/**
 * The browser's own modal dialog: what is behind it is out of reach, focus goes in and comes back where it was.
 * Escape asks the owner, who decides whether that closes.
 */
export function Dialog(props: {
  labelledBy: string;
  describedBy?: string;
  class: string;
  alert?: boolean;
  /** Another one stands in front of it. */
  behind?: boolean;
  onEscape: () => void;
  children: ComponentChildren;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    element?.showModal();
    // What the app has chosen for it comes before what comes first.
    const first =
      element?.querySelector<HTMLElement>('[data-focus=true]') ??
      element?.querySelector<HTMLElement>('[data-first]');
    (first ?? element?.querySelector<HTMLElement>('h2'))?.focus();
    return () => {
      element?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
      else focusComposer();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={props.behind ? `${props.class} behind` : props.class}
      aria-labelledby={props.labelledBy}
      aria-describedby={props.describedBy}
      {...(props.alert ? { role: 'alertdialog' } : {})}
      onCancel={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        event.preventDefault();
        props.onEscape();
      }}
    >
      {props.children}
    </dialog>
  );
}
