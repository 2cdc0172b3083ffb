import type { Channel } from '../protocol.ts';
import { Announcer } from './Announcer.tsx';
import { appIn } from './apps.ts';
import { AppTabs } from './AppTabs.tsx';
import { Composer } from './Composer.tsx';
import { DropZone } from './DropZone.tsx';
import { BackButton } from './BackButton.tsx';
import { useDesk, useWorkspace } from './here.ts';
import { Icon } from './icons.tsx';
import { Outside } from './Outside.tsx';
import { openSide } from './opening.ts';
import type { Side } from './state.ts';
import { Timeline } from './Timeline.tsx';
import { titleOf } from './title.ts';

export function ConversationPane({ channel }: { channel: Channel }) {
  const names = useWorkspace((workspace) => workspace.names);
  const title = titleOf(channel, names);
  const app = useWorkspace((workspace) => appIn(workspace, channel.id));
  const canWrite = !channel.is_archived && (channel.is_member || channel.is_im);
  const conversation = (
    <DropZone place={channel.id} isOn={canWrite}>
      <Timeline
        place={channel.id}
        label={`Messages in ${title}`}
        nothing={<Nothing channel={channel} title={title} />}
      />
      {canWrite ? (
        <Composer place={channel.id} label={`Message ${title}`} />
      ) : (
        <Outside channel={channel} title={title} />
      )}
    </DropZone>
  );
  return (
    <>
      <PaneHead channel={channel} title={title} isApp={app !== undefined} />
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

function PaneHead({ channel, title, isApp }: { channel: Channel; title: string; isApp: boolean }) {
  const connected = useWorkspace((workspace) => workspace.connected);
  const count = channel.num_members;
  return (
    <header class="pane-head">
      <BackButton />
      <h1>
        {channel.is_private && !channel.is_im && !channel.is_mpim && <Icon name="lock" />}
        <span class="pane-title">{title}</span>
        {isApp && <span class="badge">APP</span>}
        {channel.is_archived && <span class="badge">ARCHIVED</span>}
      </h1>
      <p class="topic">{channel.topic?.value || channel.purpose?.value || ''}</p>
      <p class="connection" role="status">
        {connected ? '' : 'Connection lost. Trying again…'}
      </p>
      <div class="pane-tools">
        <SideButton kind="pins" label="Pinned messages" />
        <SideButton
          kind="about"
          label={count === undefined ? 'Details' : `Details, ${count} ${count === 1 ? 'member' : 'members'}`}
          {...(count !== undefined && { count })}
        />
      </div>
    </header>
  );
}

function SideButton({ kind, label, count }: { kind: 'pins' | 'about'; label: string; count?: number }) {
  const desk = useDesk();
  const isOpen = useWorkspace(({ side }) => side?.kind === kind);
  const side: Side = { kind };
  return (
    <button
      type="button"
      class={count === undefined ? 'icon-button' : 'icon-button counted'}
      aria-label={label}
      title={label}
      aria-expanded={isOpen}
      onClick={() => openSide(desk, isOpen ? null : side)}
    >
      <Icon name={kind === 'pins' ? 'pin' : 'people'} />
      {count}
    </button>
  );
}

const Nothing = ({ channel, title }: { channel: Channel; title: string }) => (
  <p class="nothing">
    {channel.is_im ? `Nothing between you and ${title} yet.` : `Nothing in ${title} yet.`} Type <kbd>/</kbd>{' '}
    to see the commands.
  </p>
);
