import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import type { Channel } from '../../protocol.ts';
import { canTypeAtOnce, focusComposer } from '../focus.ts';
import { useDesk, useWorkspace } from '../here.ts';
import { Icon } from '../icons.tsx';
import { Inspector } from '../inspector/Inspector.tsx';
import { openSide } from '../opening.ts';
import { titleOf } from '../title.ts';
import { About } from './About.tsx';
import { Later } from './Later.tsx';
import { Pins } from './Pins.tsx';
import { Thread } from './Thread.tsx';

/**
 * What stands beside the open conversation: a thread of it, what it is about, what is pinned, what is sent later;
 * or what goes to and fro in the whole workspace.
 */
export function SidePane({ channel }: { channel: Channel }) {
  const side = useWorkspace((workspace) => workspace.side);
  switch (side?.kind) {
    case 'thread':
      return (
        <Frame key={side.ts} title="Thread" channel={channel}>
          <Thread channel={channel} ts={side.ts} />
        </Frame>
      );
    case 'about':
      return (
        <Frame title="About" channel={channel}>
          <About channel={channel} />
        </Frame>
      );
    case 'pins':
      return (
        <Frame title="Pinned" channel={channel}>
          <Pins channel={channel} />
        </Frame>
      );
    case 'later':
      return (
        <Frame title="Sent later" channel={channel}>
          <Later channel={channel} />
        </Frame>
      );
    case 'inspector':
      return (
        <Frame title="Inspector" channel={channel}>
          <Inspector />
        </Frame>
      );
    case undefined:
    default:
      return null;
  }
}

/** Escape closes it, unless what stands in it has a use for the key. */
function Frame({
  title,
  channel,
  children,
}: {
  title: string;
  channel: Channel;
  children: ComponentChildren;
}) {
  const desk = useDesk();
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const name = useWorkspace(({ names }) => titleOf(channel, names));
  const close = (): void => {
    openSide(desk, null);
    focusComposer();
  };
  useLayoutEffect(() => {
    const hasFocus = heading.current?.closest('.side')?.contains(document.activeElement) ?? false;
    if (!hasFocus && canTypeAtOnce()) heading.current?.focus();
  }, []);
  return (
    <aside
      class="side"
      aria-labelledby={id}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) close();
      }}
    >
      <header class="pane-head">
        <button type="button" class="icon-button back" aria-label="Back to the conversation" onClick={close}>
          <Icon name="back" />
        </button>
        <h2 id={id} ref={heading} tabIndex={-1}>
          {title} <span class="side-name">{name}</span>
        </h2>
        <button
          type="button"
          class="icon-button close"
          aria-label={`Close ${title.toLowerCase()}`}
          onClick={close}
        >
          <Icon name="close" />
        </button>
      </header>
      {children}
    </aside>
  );
}
