import { useState } from 'preact/hooks';
import { complete, completes, offeredFor } from './completion.ts';
import { useWorkspace } from './here.ts';

/** What is offered at the caret, which one is active, and whether the person chose it with the arrows. */
export function useOffers(field: { current: HTMLTextAreaElement | null }, text: string) {
  const commands = useWorkspace((workspace) => workspace.commands);
  const shortcuts = useWorkspace((workspace) => workspace.shortcuts);
  const people = useWorkspace(({ boot }) => boot?.people);
  const [caret, setCaret] = useState<number | null>(null);
  const [index, setIndex] = useState(0);
  const [moved, setMoved] = useState(false);
  const list = caret === null ? [] : complete(text, caret, { commands, people: people ?? [], shortcuts });
  const active = list[index];
  const about = caret === null ? '' : (offeredFor(text, caret, commands)?.description ?? '');
  /** Whether Enter takes the active one: it was chosen with the arrows, or adds to the word that stands there. */
  const enters = active !== undefined && (moved || completes(active, text, caret ?? 0));
  const reset = (next: number | null): void => {
    setCaret(next);
    setIndex(0);
    setMoved(false);
  };
  /** True when the key was for the list. */
  const key = (name: string): boolean => {
    if (name === 'Escape') reset(null);
    else if (name === 'ArrowDown' || name === 'ArrowUp') {
      const step = name === 'ArrowDown' ? 1 : list.length - 1;
      setIndex((index + step) % list.length);
      setMoved(true);
    } else if (name === 'ArrowLeft' || name === 'ArrowRight') {
      requestAnimationFrame(() => reset(field.current?.selectionStart ?? null));
      return false;
    } else return false;
    return true;
  };
  return { list, index, active, about, enters, follow: reset, dismiss: () => reset(null), key };
}
