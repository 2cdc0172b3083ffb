import type { ComponentChildren } from 'preact';
import type { Channel } from '../protocol.ts';
import { Avatar } from './Avatar.tsx';
import { useDesk, useWorkspace } from './here.ts';
import { Icon } from './icons.tsx';
import { openChannel, openWith } from './opening.ts';
import { PeopleSwitch } from './PeopleSwitch.tsx';
import { isRead } from './workspace.ts';

/** Who one is, and where one can go. */
export function Rail() {
  const desk = useDesk();
  const boot = useWorkspace((workspace) => workspace.boot);
  const me = useWorkspace((workspace) => workspace.me);
  const channels = useWorkspace((workspace) => workspace.channels);
  const joined = channels
    .filter(({ is_channel, is_member }) => is_channel && is_member)
    .toSorted((one, other) => (one.name ?? '').localeCompare(other.name ?? ''));
  const direct = (user: string) => channels.find((channel) => channel.is_im && channel.user === user);
  return (
    <nav class="rail" aria-label="Workspace">
      <header class="rail-head">
        <h1>{boot?.team.name ?? ''}</h1>
        <PeopleSwitch />
      </header>
      <div class="rail-body">
        <Group name="Channels">
          {joined.map((channel) => (
            <Entry
              key={channel.id}
              channel={channel}
              name={channel.name ?? channel.id}
              sign={<Icon name={channel.is_private ? 'lock' : 'hash'} />}
              onOpen={() => openChannel(desk, channel.id)}
            />
          ))}
        </Group>
        <Group name="Direct messages">
          {boot?.people
            .filter(({ id }) => id !== me?.id)
            .map(({ id, name }) => (
              <Entry
                key={id}
                channel={direct(id)}
                name={name}
                sign={<Avatar id={id} name={name} isApp={false} />}
                onOpen={() => openWith(desk, id)}
              />
            ))}
        </Group>
        <Group name="Apps">
          {boot?.apps.map(({ app_id, bot_user_id, name }) => (
            <Entry
              key={app_id}
              channel={direct(bot_user_id)}
              name={name}
              sign={<Avatar id={bot_user_id} name={name} isApp />}
              onOpen={() => openWith(desk, bot_user_id)}
            />
          ))}
        </Group>
      </div>
    </nav>
  );
}

const Group = ({ name, children }: { name: string; children: ComponentChildren }) => (
  <section class="rail-group">
    <h2>{name}</h2>
    <ul>{children}</ul>
  </section>
);

/** A direct conversation may not be there yet: opening makes it. */
function Entry(props: {
  channel: Channel | undefined;
  name: string;
  sign: ComponentChildren;
  onOpen: () => Promise<void>;
}) {
  const { channel, name } = props;
  const isOpen = useWorkspace(({ open }) => channel !== undefined && open === channel.id);
  const unread = useWorkspace(({ conversations }) =>
    channel ? (conversations[channel.id]?.unread ?? 0) : 0,
  );
  const isSeen = useWorkspace((workspace) => channel !== undefined && isRead(workspace, channel.id));
  const isUnread = unread > 0 && !isSeen;
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
        {isUnread && (
          <span class="count">
            {unread}
            <span class="unseen"> unread</span>
          </span>
        )}
      </button>
    </li>
  );
}
