import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { ComponentChildren, RefObject } from 'preact';
import { now } from './clock.ts';
import { untouched } from './conversation.ts';
import { useDesk, useWorkspace } from './here.ts';
import { Icon } from './icons.tsx';
import { useKeptFocus } from './keeping.ts';
import { LineView } from './LineView.tsx';
import { readPlace } from './place.ts';
import { usePointing } from './pointing.ts';
import { readHistory, readNewer, readOlder } from './reading.ts';
import { rows, type Row } from './timeline.ts';
import { useScroll } from './scroll.ts';
import { stepAmongMessages } from './stepping.ts';

/** What was said in a channel, or in a thread of it. */
export function Timeline({
  place,
  label,
  nothing,
}: {
  place: string;
  label: string;
  nothing?: ComponentChildren;
}) {
  const desk = useDesk();
  const conversation = useWorkspace(({ conversations }) => conversations[place] ?? untouched);
  const me = useWorkspace((workspace) => workspace.me?.id ?? '');
  const { lines, newFrom, loaded, hasOlder, hasNewer, running } = conversation;
  const { channel, thread } = readPlace(place);
  const shown = useMemo(() => rows(lines, newFrom, now(), me, thread), [lines, newFrom, me, thread]);
  const older = useOnce(() => readOlder(desk, place));
  const newer = useOnce(() => readNewer(desk, place));
  const onTop = (): void => void (hasOlder && older.read());
  const scroll = useScroll(shown, { running, hasNewer, onTop, onEnd: newer.read });

  usePointing(place, shown, scroll.content);
  useKeptFocus(scroll.content);
  useFull(scroll.box, () => loaded && hasOlder && older.read(), lines);

  return (
    <div class="timeline-frame">
      <div
        ref={scroll.box}
        class="timeline"
        role="log"
        aria-live="off"
        aria-label={label}
        aria-busy={!loaded}
        aria-description="Arrows go from message to message, Tab to what can be done with it."
        tabIndex={0}
        onScroll={scroll.onScroll}
        onKeyDown={stepAmongMessages}
      >
        <div class="timeline-content" ref={scroll.content}>
          {thread === undefined && <p class="older">{older.isReading ? 'Reading older messages…' : ''}</p>}
          {loaded && lines.length === 0 && nothing}
          {shown.map((row) => (
            <RowView key={row.key} channel={channel} place={place} row={row} />
          ))}
        </div>
      </div>
      {!scroll.isAtEnd && (
        <button
          type="button"
          class={scroll.hasNew ? 'newest has-new' : 'newest'}
          onClick={() => {
            if (hasNewer) void readHistory(desk, place).then(scroll.toEnd);
            else scroll.toEnd();
          }}
        >
          <Icon name="newest" />
          <span>{scroll.hasNew ? 'New messages' : 'Newest'}</span>
        </button>
      )}
    </div>
  );
}

function RowView({ channel, place, row }: { channel: string; place: string; row: Row }) {
  switch (row.kind) {
    case 'line':
      return <LineView channel={channel} place={place} line={row.line} joined={row.joined} />;
    case 'new':
      return <Divider class="day new" label="New" />;
    case 'replies':
      return <Divider class="day replies" label={row.label} />;
    case 'day':
    default:
      return <Divider class="day" label={row.label} />;
  }
}

/** A channel that is short of a screen has nothing to scroll by: what is older is read until it is full. */
function useFull(box: RefObject<HTMLElement | null>, read: () => unknown, lines: unknown): void {
  useLayoutEffect(() => {
    const element = box.current;
    if (element && element.scrollHeight <= element.clientHeight) read();
  }, [lines]);
}

/** One page at a time, however often the edge is reached meanwhile. */
function useOnce(load: () => Promise<void>) {
  const [isReading, setReading] = useState(false);
  const running = useRef(false);
  const read = (): void => {
    if (running.current) return;
    running.current = true;
    setReading(true);
    void load().finally(() => {
      running.current = false;
      setReading(false);
    });
  };
  return { isReading, read };
}

const Divider = ({ label, class: className }: { label: string; class: string }) => (
  <div class={className} role="separator" aria-label={label}>
    <span>{label}</span>
  </div>
);
