/** A finger that has just opened something is not thrown a keyboard; a dialog keeps the focus that it has. */
export const canTypeAtOnce = (): boolean =>
  matchMedia('(pointer: fine)').matches && document.querySelector('dialog[open]') === null;

/**
 * Where the keyboard goes when what it stood on is gone: to where one types, or in the home of an app to its tab. A
 * finger is left alone.
 * @param within what it stood in: a thread has a place of its own to type
 */
export function focusComposer(within?: Element | null): void {
  if (!canTypeAtOnce()) return;
  const near = within?.closest('.side')?.querySelector<HTMLElement>('.composer textarea');
  const composer = near ?? document.querySelector<HTMLElement>('.composer textarea');
  (composer ?? document.querySelector<HTMLElement>('[role=tab][aria-selected=true]'))?.focus();
}

/** What was pressed in the pane beside is gone with its row: the keyboard goes on from the pane's title. */
export const focusSide = (): void => document.querySelector<HTMLElement>('.side h2')?.focus();
