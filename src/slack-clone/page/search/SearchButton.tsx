import { useDesk } from '../here.ts';
import { Icon } from '../icons.tsx';

/** Above everything else that one can go to. */
export function SearchButton() {
  const desk = useDesk();
  return (
    <button
      type="button"
      class="search-button"
      aria-keyshortcuts="Control+K Meta+K"
      onClick={() => desk.store.change({ type: 'looked for', change: { isSearching: true } })}
    >
      <Icon name="search" />
      <span>Search</span>
      <kbd>{/Mac|iPhone|iPad/.test(navigator.platform) ? '⌘K' : 'Ctrl K'}</kbd>
    </button>
  );
}
