/** Brings a message that was asked for into sight, marks it, and takes the keyboard there. */
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { useWorkspace } from './here.ts';
import type { Target } from './state.ts';
import type { Row } from './timeline.ts';

export function usePointing(place: string, rows: Row[], content: RefObject<HTMLElement | null>): void {
  const target = useWorkspace((workspace) => (workspace.target?.place === place ? workspace.target : null));
  const shown = useRef<Target | null>(null);
  useLayoutEffect(() => {
    if (!target || shown.current === target) return;
    const message = content.current?.querySelector<HTMLElement>(`[data-ts="${CSS.escape(target.ts)}"]`);
    if (!message) return;
    shown.current = target;
    message.scrollIntoView({ block: 'center' });
    message.focus({ preventScroll: true });
  }, [target, rows]);
}
