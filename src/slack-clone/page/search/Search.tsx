import { useEffect } from 'preact/hooks';
import { useDesk, useWorkspace } from '../here.ts';
import { SearchDialog } from './SearchDialog.tsx';

/** Ctrl or Cmd and K opens it from anywhere, whichever pane is shown. */
export function Search() {
  const desk = useDesk();
  const isOpen = useWorkspace(({ isSearching }) => isSearching);
  const open = (is: boolean): void => desk.store.change({ type: 'looked for', change: { isSearching: is } });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const isShortcut = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.altKey;
      if (!isShortcut || document.querySelector('dialog[open]')) return;
      event.preventDefault();
      open(true);
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);
  return isOpen ? <SearchDialog onClose={() => open(false)} /> : null;
}
