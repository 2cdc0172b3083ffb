/** How components reach the desk, and read from its state only what they show. */
import { createContext } from 'preact';
import { useContext, useLayoutEffect, useState } from 'preact/hooks';
import { openDesk, type Desk } from './desk.ts';
import type { Workspace } from './state.ts';

export const Here = createContext<Desk>(openDesk());

export const useDesk = (): Desk => useContext(Here);

/** Draws again only when what `select` gives is another value: select things that are in the state, make none. */
export function useWorkspace<T>(select: (workspace: Workspace) => T): T {
  const { store } = useDesk();
  const chosen = select(store.get());
  const [, redraw] = useState({});
  useLayoutEffect(() => {
    let shown = chosen;
    const compare = (): void => {
      const next = select(store.get());
      if (Object.is(next, shown)) return;
      shown = next;
      redraw({});
    };
    compare();
    return store.subscribe(compare);
  });
  return chosen;
}
