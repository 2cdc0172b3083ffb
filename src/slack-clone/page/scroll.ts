/**
 * Keeps a conversation where its reader is: at the end while they are at the end, on the same line when older ones
 * come in above, at the first new one when they arrive.
 */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Row } from './timeline.ts';

const near = 48;

export function useScroll(rows: Row[], onTop: () => void) {
  const box = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  const place = useRef({ atEnd: true, height: 0, first: '', settled: false });

  const toEnd = (): void => {
    box.current?.scrollTo({ top: box.current.scrollHeight });
  };
  const onScroll = (): void => {
    const element = box.current;
    if (!element) return;
    const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < near;
    place.current.atEnd = atEnd;
    setAtEnd(atEnd);
    if (element.scrollTop < 400 && element.scrollHeight > element.clientHeight) onTop();
  };

  useLayoutEffect(() => {
    const element = box.current;
    if (!element || rows.length === 0) return;
    const { current } = place;
    const first = rows.find(({ kind }) => kind === 'line')?.key ?? '';
    const last = rows.at(-1);
    const isSending = last?.kind === 'line' && last.line.kind === 'outgoing';
    const newLine = current.settled ? null : element.querySelector<HTMLElement>('.day.new');
    const grewAbove = current.settled && current.first !== '' && current.first !== first;
    if (newLine && element.scrollHeight > element.clientHeight) element.scrollTop = newLine.offsetTop - 48;
    else if (current.atEnd || isSending) element.scrollTop = element.scrollHeight;
    else if (grewAbove) element.scrollTop += element.scrollHeight - current.height;
    Object.assign(current, { height: element.scrollHeight, first, settled: true });
    onScroll();
  }, [rows]);

  // The composer grows, the window changes, a picture comes: whoever was at the end stays there.
  useLayoutEffect(() => {
    const watch = new ResizeObserver(() => {
      if (place.current.atEnd) toEnd();
    });
    for (const element of [box.current, content.current]) if (element) watch.observe(element);
    return () => watch.disconnect();
  }, []);

  return { box, content, isAtEnd, toEnd, onScroll };
}
