import type { Channel } from '../protocol.ts';
import { Announcer } from './Announcer.tsx';
import { appIn } from './apps.ts';
import { AppTabs } from './AppTabs.tsx';
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
  const app = useWorkspace((workspace) => appIn(workspace, channel.id));
  const conversation = (
    <>
      <Timeline channel={channel} title={title} />
      <Composer channel={channel} title={title} />
    </>
  );
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
          {app && <span class="badge">APP</span>}
        </h1>
        <p class="topic">{channel.topic?.value || channel.purpose?.value || ''}</p>
        <p class="connection" role="status">
          {connected ? '' : 'Connection lost. Trying again…'}
        </p>
      </header>
      {app?.home_tab_enabled ? (
        <AppTabs app={app} channel={channel.id}>
          {conversation}
        </AppTabs>
      ) : (
        conversation
      )}
      <Announcer channel={channel.id} />
    </>
  );
}
