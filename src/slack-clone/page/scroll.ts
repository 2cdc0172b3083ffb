/**
 * Keeps a conversation where its reader is: at the end while they are at the end, on the same line when older ones
 * come in above, at the first new one when they arrive. Whoever sends something goes to the end, where it is answered.
 */
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Line } from './conversation.ts';
import type { Row } from './timeline.ts';

const near = 48;

/** @param running how many commands wait for their answer: one more has just been sent. */
export function useScroll(rows: Row[], running: number, onTop: () => void) {
  const box = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  const [hasNew, setNew] = useState(false);
  const place = useRef({ atEnd: true, height: 0, settled: false, ...keysOf([]) });

  const toEnd = (): void => {
    place.current.atEnd = true;
    box.current?.scrollTo({ top: box.current.scrollHeight });
  };
  const onScroll = (): void => {
    const element = box.current;
    if (!element) return;
    const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < near;
    place.current.atEnd = atEnd;
    setAtEnd(atEnd);
    if (atEnd) setNew(false);
    if (element.scrollTop < 400 && element.scrollHeight > element.clientHeight) onTop();
  };

  useLayoutEffect(() => {
    const element = box.current;
    if (!element || rows.length === 0) return;
    const { current } = place;
    const { first, keys } = keysOf(rows);
    const last = rows.at(-1);
    const cameLast = last?.kind === 'line' && current.settled && !current.keys.has(last.key);
    const isMine = cameLast && concernsMe(last.line);
    const newLine = current.settled ? null : element.querySelector<HTMLElement>('.day.new');
    const grewAbove = current.settled && current.first !== '' && current.first !== first;
    if (newLine && element.scrollHeight > element.clientHeight) element.scrollTop = newLine.offsetTop - 48;
    else if (current.atEnd || isMine) element.scrollTop = element.scrollHeight;
    else if (grewAbove) element.scrollTop += element.scrollHeight - current.height;
    if (cameLast) setNew(true);
    Object.assign(current, { height: element.scrollHeight, settled: true, first, keys });
    onScroll();
  }, [rows]);

  useSent(running, toEnd);
  useStaying([box, content], () => place.current.atEnd && toEnd());

  return { box, content, isAtEnd, hasNew, toEnd, onScroll };
}

const keysOf = (rows: Row[]) => ({
  first: rows.find(({ kind }) => kind === 'line')?.key ?? '',
  keys: new Set(rows.map(({ key }) => key)),
});

/** What this person sends, and what only they are told: it answers them, so it is not left out of sight. */
const concernsMe = ({ kind }: Line): boolean => kind !== 'message';

function useSent(running: number, onSent: () => void): void {
  const before = useRef(running);
  useLayoutEffect(() => {
    if (running > before.current) onSent();
    before.current = running;
  }, [running]);
}

/** The composer grows, the window changes, a picture comes: whoever was at the end stays there. */
function useStaying(elements: RefObject<HTMLElement | null>[], stay: () => void): void {
  useLayoutEffect(() => {
    const watch = new ResizeObserver(stay);
    for (const { current } of elements) if (current) watch.observe(current);
    return () => watch.disconnect();
  }, []);
}
