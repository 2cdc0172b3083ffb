/**
 * Keeps what pops up beside what opened it, above everything and inside the window: below where there is room, else
 * above. It stands in the browser's top layer, so no scrolling box cuts it off.
 */
import type { RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';

const gap = 4;

export function useAnchor(
  isOpen: boolean,
  anchor: RefObject<HTMLElement | null>,
  popup: RefObject<HTMLElement | null>,
  width: 'same' | 'own' = 'same',
): void {
  useLayoutEffect(() => {
    const element = popup.current;
    if (!isOpen || !element || !anchor.current) return undefined;
    element.showPopover();
    const follow = (): void => {
      if (anchor.current) settle(element, anchor.current.getBoundingClientRect(), width);
    };
    follow();
    // A change of its own content changes its height, and with it where "above" is.
    const watch = new ResizeObserver(follow);
    watch.observe(element);
    addEventListener('scroll', follow, true);
    addEventListener('resize', follow);
    return () => {
      watch.disconnect();
      removeEventListener('scroll', follow, true);
      removeEventListener('resize', follow);
      element.hidePopover();
    };
  }, [isOpen]);
}

function settle(element: HTMLElement, beside: DOMRect, width: 'same' | 'own'): void {
  const { style } = element;
  if (width === 'same') style.width = `${beside.width}px`;
  const below = innerHeight - beside.bottom - 2 * gap;
  const above = beside.top - 2 * gap;
  const isBelow = below >= Math.min(element.scrollHeight, 240) || below >= above;
  style.maxHeight = `${Math.min(320, isBelow ? below : above)}px`;
  const left =
    width === 'same' ? beside.left : Math.min(beside.left, innerWidth - element.offsetWidth - 2 * gap);
  style.left = `${Math.max(gap, left)}px`;
  style.top = `${isBelow ? beside.bottom + gap : beside.top - gap - element.offsetHeight}px`;
}
