/** Where the keyboard goes when what it stood on is gone: to where one types. A finger is left alone. */
export function focusComposer(): void {
  if (!matchMedia('(pointer: fine)').matches || document.querySelector('dialog[open]')) return;
  document.querySelector<HTMLElement>('.composer textarea')?.focus();
}
