import { useState } from 'preact/hooks';
import type { Channel } from '../../protocol.ts';
import { Alert } from '../Alert.tsx';
import { join } from '../channels.ts';
import { useDesk, useWorkspace } from '../here.ts';
import { Icon } from '../icons.tsx';
import { openChannel } from '../opening.ts';
import { Browse } from './Browse.tsx';
import { CreateChannel } from './CreateChannel.tsx';

/** All channels that one can see, to look into and to join. */
export function Channels() {
  const all = useWorkspace((workspace) => workspace.channels);
  const isGuest = useWorkspace(({ me }) => me?.is_restricted ?? false);
  const [typed, setTyped] = useState('');
  const [creates, create] = useState(false);
  const wanted = typed.trim().toLowerCase().replace(/^#/, '');
  const shown = all
    .filter(({ is_im, is_mpim }) => !is_im && !is_mpim)
    .filter(({ name, topic, purpose }) =>
      [name, topic?.value, purpose?.value].some((text) => text?.toLowerCase().includes(wanted)),
    )
    .toSorted((one, other) => order(one).localeCompare(order(other)));
  return (
    <Browse
      title="Channels"
      search={{ label: 'Find a channel', typed, onType: setTyped }}
      tools={
        !isGuest && (
          <button type="button" class="button" onClick={() => create(true)}>
            Create a channel
          </button>
        )
      }
    >
      <ul class="browse-list">
        {shown.map((channel) => (
          <Row key={channel.id} channel={channel} />
        ))}
      </ul>
      {shown.length === 0 && <p class="soft">No channel has “{typed.trim()}” in its name or topic.</p>}
      {creates && <CreateChannel onClose={() => create(false)} />}
    </Browse>
  );
}

/** Archived ones come last. */
const order = ({ is_archived, name = '' }: Channel): string => `${is_archived ? 1 : 0} ${name}`;

function Row({ channel }: { channel: Channel }) {
  const desk = useDesk();
  const [failure, fail] = useState<string | null>(null);
  const { id, name = id, is_private, is_member, is_archived, num_members: count = 0 } = channel;
  const about = channel.topic?.value || channel.purpose?.value || '';
  const canJoin = !is_member && !is_archived && !is_private;
  const facts = [
    is_archived ? 'Archived' : is_member ? 'You are in it' : '',
    count === 1 ? '1 member' : `${count} members`,
    about,
  ];
  return (
    <li class="browse-row">
      <button type="button" class="browse-open" onClick={() => void openChannel(desk, id)}>
        <span class="browse-name">
          <Icon name={is_archived ? 'archive' : is_private ? 'lock' : 'hash'} />
          {name}
        </span>
        <span class="browse-about">{facts.filter(Boolean).join(' · ')}</span>
      </button>
      {canJoin && (
        <button
          type="button"
          class="button small"
          aria-label={`Join #${name}`}
          onClick={() => void join(desk, id).then(fail)}
        >
          Join
        </button>
      )}
      <Alert sentence={failure} />
    </li>
  );
}
