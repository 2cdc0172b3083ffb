import type { Channel } from '../protocol.ts';
import { Announcer } from './Announcer.tsx';
import { Composer } from './Composer.tsx';
import { useDesk, useWorkspace } from './here.ts';
import { Icon } from './icons.tsx';
import { leave } from './opening.ts';
import { Timeline } from './Timeline.tsx';
import { titleOf } from './title.ts';

export function ConversationPane({ channel }: { channel: Channel }) {
  const desk = useDesk();
  const connected = useWorkspace((workspace) => workspace.connected);
  const names = useWorkspace((workspace) => workspace.names);
  const title = titleOf(channel, names);
  const isApp = names[channel.user ?? '']?.isApp ?? false;
  return (
    <>
      <header class="pane-head">
        <button
          type="button"
          class="icon-button back"
          aria-label="Back to the list"
          onClick={() => leave(desk)}
        >
          <Icon name="back" />
        </button>
        <h1>
          {channel.is_private && !channel.is_im && <Icon name="lock" />}
          <span class="pane-title">{title}</span>
          {isApp && <span class="badge">APP</span>}
        </h1>
        <p class="topic">{channel.topic?.value || channel.purpose?.value || ''}</p>
        <p class="connection" role="status">
          {connected ? '' : 'Connection lost. Trying again…'}
        </p>
      </header>
      <Timeline channel={channel} title={title} />
      <Composer channel={channel} title={title} />
      <Announcer channel={channel.id} />
    </>
  );
}
