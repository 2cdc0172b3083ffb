/** Holds the state, changes it by the reducer alone, and tells who asked to be told. */
export interface Store<State, Change> {
  get(): State;
  change(change: Change): void;
  subscribe(listener: () => void): () => void;
}

export function openStore<State, Change>(
  reduce: (state: State, change: Change) => State,
  initial: State,
): Store<State, Change> {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    change(change) {
      const next = reduce(state, change);
      if (next === state) return;
      state = next;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
