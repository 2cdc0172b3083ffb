/**
 * Keeps a conversation where its reader is: at the end while they are at the end, on the same line when others come in
 * above or go, at the first new one when they arrive. Whoever sends something goes to the end, where it is answered.
 */
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Row } from './timeline.ts';

const near = 48;
/** How far from an edge the next page is asked for. */
const ahead = 400;

interface Edges {
  /** How many commands wait for their answer: one more has just been sent. */
  running: number;
  hasNewer: boolean;
  onTop(): void;
  onEnd(): void;
}

export function useScroll(rows: Row[], edges: Edges) {
  const box = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  const [hasNew, setNew] = useState(false);
  const place = useRef<Place>(atFirst);

  const toEnd = (): void => {
    place.current = { ...place.current, atEnd: true };
    box.current?.scrollTo({ top: box.current.scrollHeight });
  };
  const stay = (): void => {
    const { atEnd, line, top } = place.current;
    if (atEnd) return toEnd();
    if (!box.current || !line?.isConnected) return;
    box.current.scrollTop += line.offsetTop - top;
    place.current = { ...place.current, top: line.offsetTop };
  };
  const onScroll = (): void => {
    const element = box.current;
    if (!element) return;
    const below = element.scrollHeight - element.scrollTop - element.clientHeight;
    const atEnd = below < near && !edges.hasNewer;
    const line = lineAt(content.current, element.scrollTop);
    place.current = { ...place.current, atEnd, line, top: line?.offsetTop ?? 0 };
    setAtEnd(atEnd);
    if (atEnd) setNew(false);
    if (element.scrollHeight <= element.clientHeight) return;
    if (element.scrollTop < ahead) edges.onTop();
    if (below < ahead && edges.hasNewer) edges.onEnd();
  };

  const settle = (): void => {
    const element = box.current;
    if (!element || rows.length === 0) return;
    const { current } = place;
    const came = whatCame(rows, current);
    const newLine = current.settled ? null : element.querySelector<HTMLElement>('.day.new');
    if (newLine && element.scrollHeight > element.clientHeight) element.scrollTop = newLine.offsetTop - 48;
    else if (came === 'mine') toEnd();
    else stay();
    // What was read from the middle of the history is not new, though it was not here before.
    if (came !== 'nothing' && !current.wasCut && !edges.hasNewer) setNew(true);
    const keys = new Set(rows.map(({ key }) => key));
    place.current = { ...place.current, settled: true, keys, wasCut: edges.hasNewer };
    onScroll();
  };
  useLayoutEffect(settle, [rows]);

  useSent(edges.running, toEnd);
  useStaying([box, content], stay);

  return { box, content, isAtEnd, hasNew, toEnd, onScroll };
}

interface Place {
  atEnd: boolean;
  settled: boolean;
  /** Whether the rows ended before the newest message. */
  wasCut: boolean;
  /** The first line that is in sight, and where it stood. */
  line: HTMLElement | null;
  top: number;
  keys: ReadonlySet<string>;
}

const atFirst: Place = { atEnd: true, settled: false, wasCut: false, line: null, top: 0, keys: new Set() };

/** What stands last and was not there before. What this person sends, and what only they are told, is theirs. */
function whatCame(rows: Row[], { settled, keys }: Place): 'nothing' | 'mine' | 'new' {
  const last = rows.at(-1);
  if (last?.kind !== 'line' || !settled || keys.has(last.key)) return 'nothing';
  return last.line.kind === 'message' ? 'new' : 'mine';
}

/** The lines stand one below the other, so it is found in a few steps however many there are. */
function lineAt(content: HTMLElement | null, top: number): HTMLElement | null {
  const { children } = content ?? document.createElement('div');
  let from = 0;
  let to = children.length - 1;
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    const line = children[middle];
    if (line instanceof HTMLElement && line.offsetTop + line.offsetHeight <= top) from = middle + 1;
    else to = middle;
  }
  const found = children[from];
  return found instanceof HTMLElement ? found : null;
}

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
