import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { CreateChannel } from './browse/CreateChannel.tsx';
import { Avatar } from './Avatar.tsx';
import { useDesk, useWorkspace } from './here.ts';
import { Icon } from './icons.tsx';
import { browse, inspect, openChannel, openWith } from './opening.ts';
import { PeopleSwitch } from './PeopleSwitch.tsx';
import { BrowseEntry, Entry, InspectorEntry } from './RailEntry.tsx';
import { SearchButton } from './search/SearchButton.tsx';
import { titleOf } from './title.ts';

/** Who one is, and where one can go. */
export function Rail() {
  const boot = useWorkspace((workspace) => workspace.boot);
  return (
    <nav class="rail" aria-label="Workspace">
      <header class="rail-head">
        <h1>{boot?.team.name ?? ''}</h1>
        <PeopleSwitch />
        <SearchButton />
      </header>
      <div class="rail-body">
        <Channels />
        <Direct />
        <Apps />
      </div>
    </nav>
  );
}

/** Those one is in, and the one that is being looked at. */
function Channels() {
  const desk = useDesk();
  const channels = useWorkspace((workspace) => workspace.channels);
  const open = useWorkspace((workspace) => workspace.open);
  const isGuest = useWorkspace(({ me }) => me?.is_restricted ?? true);
  const [creates, create] = useState(false);
  const mine = channels
    .filter(({ is_im, is_mpim }) => !is_im && !is_mpim)
    .filter(({ id, is_member, is_archived }) => id === open || (is_member && !is_archived))
    .toSorted((one, other) => (one.name ?? '').localeCompare(other.name ?? ''));
  return (
    <Group
      name="Channels"
      tools={
        !isGuest && (
          <button
            type="button"
            class="icon-button"
            aria-label="New channel"
            title="New channel"
            onClick={() => create(true)}
          >
            <Icon name="plus" />
          </button>
        )
      }
      after={creates && <CreateChannel onClose={() => create(false)} />}
    >
      {mine.map((channel) => (
        <Entry
          key={channel.id}
          channel={channel}
          name={channel.name ?? channel.id}
          sign={<Icon name={channel.is_archived ? 'archive' : channel.is_private ? 'lock' : 'hash'} />}
          onOpen={() => openChannel(desk, channel.id)}
        />
      ))}
      <BrowseEntry
        name="Browse channels"
        icon="more"
        browsing="channels"
        onOpen={() => browse(desk, 'channels')}
      />
    </Group>
  );
}

function Direct() {
  const desk = useDesk();
  const people = useWorkspace(({ boot }) => boot?.people);
  const me = useWorkspace((workspace) => workspace.me);
  const channels = useWorkspace((workspace) => workspace.channels);
  const names = useWorkspace((workspace) => workspace.names);
  return (
    <Group name="Direct messages">
      {people
        ?.filter(({ id }) => id !== me?.id)
        .map(({ id, name }) => (
          <Entry
            key={id}
            channel={channels.find((channel) => channel.is_im && channel.user === id)}
            name={name}
            sign={<Avatar id={id} name={name} isApp={false} />}
            onOpen={() => openWith(desk, id)}
          />
        ))}
      {channels
        .filter(({ is_mpim }) => is_mpim)
        .map((channel) => (
          <Entry
            key={channel.id}
            channel={channel}
            name={titleOf(channel, names)}
            sign={<Icon name="people" />}
            onOpen={() => openChannel(desk, channel.id)}
          />
        ))}
    </Group>
  );
}

function Apps() {
  const desk = useDesk();
  const apps = useWorkspace(({ boot }) => boot?.apps);
  const channels = useWorkspace((workspace) => workspace.channels);
  return (
    <Group name="Apps">
      {apps?.map(({ app_id, bot_user_id, name }) => (
        <Entry
          key={app_id}
          channel={channels.find((channel) => channel.is_im && channel.user === bot_user_id)}
          name={name}
          sign={<Avatar id={bot_user_id} name={name} isApp />}
          onOpen={() => openWith(desk, bot_user_id)}
        />
      ))}
      <BrowseEntry name="Browse apps" icon="apps" browsing="apps" onOpen={() => browse(desk, 'apps')} />
      <InspectorEntry onOpen={() => inspect(desk)} />
    </Group>
  );
}

const Group = (props: {
  name: string;
  tools?: ComponentChildren;
  after?: ComponentChildren;
  children: ComponentChildren;
}) => (
  <section class="rail-group">
    <div class="rail-group-head">
      <h2>{props.name}</h2>
      {props.tools}
    </div>
    <ul>{props.children}</ul>
    {props.after}
  </section>
);
