/**
 * A press often takes away the button it was made with: the message is replaced, or deleted, the home published anew.
 * Then the keyboard goes on from the message or the home that is there instead, else from where one types, and not from
 * the top of the page.
 */
import type { RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import { focusComposer } from './focus.ts';

export function useKeptFocus(content: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const element = content.current;
    if (!element) return undefined;
    let held: { focus: Element; within: HTMLElement | null } | null = null;
    const hold = ({ target }: FocusEvent): void => {
      held =
        target instanceof Element
          ? { focus: target, within: target.closest('article, [role=tabpanel]') }
          : null;
    };
    // What was taken away loses the focus too: only when all is done can it be told from what was left.
    const release = ({ target }: FocusEvent): void =>
      queueMicrotask(() => {
        if (held?.focus === target && held?.focus.isConnected) held = null;
      });
    const watch = new MutationObserver(() => {
      if (!held || held.focus.isConnected) return;
      const { within } = held;
      held = null;
      if (document.activeElement !== document.body) return;
      if (within?.isConnected) within.focus();
      else focusComposer(element);
    });
    watch.observe(element, { childList: true, subtree: true });
    element.addEventListener('focusin', hold);
    element.addEventListener('focusout', release);
    return () => {
      watch.disconnect();
      element.removeEventListener('focusin', hold);
      element.removeEventListener('focusout', release);
    };
  }, []);
}
