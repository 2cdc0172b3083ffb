import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Channel } from '../protocol.ts';
import { now } from './clock.ts';
import { keyOf, untouched } from './conversation.ts';
import { useDesk, useWorkspace } from './here.ts';
import { Icon } from './icons.tsx';
import { useKeptFocus } from './keeping.ts';
import { LineView } from './LineView.tsx';
import { readOlder } from './reading.ts';
import { rows } from './timeline.ts';
import { useScroll } from './scroll.ts';

export function Timeline({ channel, title }: { channel: Channel; title: string }) {
  const desk = useDesk();
  const conversation = useWorkspace(({ conversations }) => conversations[channel.id] ?? untouched);
  const me = useWorkspace((workspace) => workspace.me?.id ?? '');
  const { lines, newFrom, loaded, cursor, running } = conversation;
  const shown = useMemo(() => rows(lines, newFrom, now(), me), [lines, newFrom, me]);
  const older = useOlder(() => readOlder(desk, channel.id));
  const scroll = useScroll(shown, running, () => cursor !== '' && older.read());

  useKeptFocus(scroll.content);

  // A channel that is short of a screen has nothing to scroll by: what is older is read until it is full.
  useLayoutEffect(() => {
    const box = scroll.box.current;
    if (loaded && cursor !== '' && box && box.scrollHeight <= box.clientHeight) older.read();
  }, [lines]);

  return (
    <div class="timeline-frame">
      <div
        ref={scroll.box}
        class="timeline"
        role="log"
        aria-live="off"
        aria-label={`Messages in ${title}`}
        aria-busy={!loaded}
        tabIndex={0}
        onScroll={scroll.onScroll}
      >
        <div class="timeline-content" ref={scroll.content}>
          <p class="older">{older.isReading ? 'Reading older messages…' : ''}</p>
          {loaded && lines.length === 0 && <Nothing channel={channel} title={title} />}
          {shown.map((row) => {
            if (row.kind === 'day') return <Divider key={row.key} label={row.label} />;
            if (row.kind === 'new') return <Divider key={row.key} label="New" isNew />;
            return (
              <LineView key={keyOf(row.line)} channel={channel.id} line={row.line} joined={row.joined} />
            );
          })}
        </div>
      </div>
      {!scroll.isAtEnd && (
        <button type="button" class={scroll.hasNew ? 'newest has-new' : 'newest'} onClick={scroll.toEnd}>
          <Icon name="newest" />
          <span>{scroll.hasNew ? 'New messages' : 'Newest'}</span>
        </button>
      )}
    </div>
  );
}

/** One page at a time, however often the top is reached meanwhile. */
function useOlder(load: () => Promise<void>) {
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

const Divider = ({ label, isNew = false }: { label: string; isNew?: boolean }) => (
  <div class={isNew ? 'day new' : 'day'} role="separator" aria-label={label}>
    <span>{label}</span>
  </div>
);

const Nothing = ({ channel, title }: { channel: Channel; title: string }) => (
  <p class="nothing">
    {channel.is_im ? `Nothing between you and ${title} yet.` : `Nothing in ${title} yet.`} Type <kbd>/</kbd>{' '}
    to see the commands.
  </p>
);
