import type { ComponentChildren } from 'preact';
import type { Channel } from '../protocol.ts';
import { untouched } from './conversation.ts';
import { useWorkspace } from './here.ts';
import { Icon, type IconName } from './icons.tsx';
import { isRead, type Browsing } from './state.ts';

/** Bold where something is unread; a count where it is for this person. A direct conversation may not be there yet. */
export function Entry(props: {
  channel: Channel | undefined;
  name: string;
  sign: ComponentChildren;
  onOpen: () => Promise<void>;
}) {
  const { channel, name } = props;
  const isOpen = useWorkspace(({ open }) => channel !== undefined && open === channel.id);
  const { unread, mentions } = useWorkspace(
    ({ conversations }) => (channel && conversations[channel.id]) ?? untouched,
  );
  const isSeen = useWorkspace((workspace) => channel !== undefined && isRead(workspace, channel.id));
  const isUnread = unread > 0 && !isSeen;
  const isDirect = channel !== undefined && (channel.is_im || channel.is_mpim);
  const count = isDirect ? unread : mentions;
  return (
    <li>
      <button
        type="button"
        class={`rail-entry ${isUnread ? 'unread' : ''}`}
        aria-current={isOpen ? 'page' : undefined}
        onClick={() => void props.onOpen()}
      >
        <span class="rail-sign">{props.sign}</span>
        <span class="rail-name">{name}</span>
        {isUnread && count > 0 && (
          <span class="count">
            {count}
            <span class="unseen"> unread</span>
          </span>
        )}
        {isUnread && count === 0 && <span class="unseen">unread</span>}
      </button>
    </li>
  );
}

export function BrowseEntry(props: { name: string; icon: IconName; browsing: Browsing; onOpen: () => void }) {
  const isOpen = useWorkspace(({ browsing }) => browsing === props.browsing);
  return (
    <li>
      <button
        type="button"
        class="rail-entry soft"
        aria-current={isOpen ? 'page' : undefined}
        onClick={props.onOpen}
      >
        <span class="rail-sign">
          <Icon name={props.icon} />
        </span>
        <span class="rail-name">{props.name}</span>
      </button>
    </li>
  );
}

/** What goes to and fro stands beside a conversation, which stays open. */
export function InspectorEntry({ onOpen }: { onOpen: () => void }) {
  const isOpen = useWorkspace(({ side, tab }) => side?.kind === 'inspector' && tab === 'messages');
  return (
    <li>
      <button type="button" class="rail-entry soft" aria-expanded={isOpen} onClick={onOpen}>
        <span class="rail-sign">
          <Icon name="eye" />
        </span>
        <span class="rail-name">Inspector</span>
      </button>
    </li>
  );
}
