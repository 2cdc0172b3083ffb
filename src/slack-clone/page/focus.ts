/**
 * Where the keyboard goes when what it stood on is gone: to where one types, or in the home of an app to its tab. A
 * finger is left alone.
 */
export function focusComposer(): void {
  if (!matchMedia('(pointer: fine)').matches || document.querySelector('dialog[open]')) return;
  const composer = document.querySelector<HTMLElement>('.composer textarea');
  (composer ?? document.querySelector<HTMLElement>('[role=tab][aria-selected=true]'))?.focus();
}
