import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Channel } from '../../protocol.ts';
import { Alert } from '../Alert.tsx';
import { Avatar } from '../Avatar.tsx';
import { Confirm } from '../blocks/Confirm.tsx';
import { invite, join, leaveChannel, readMembers, setArchived, setTopic } from '../channels.ts';
import { focusSide } from '../focus.ts';
import { useDesk, useWorkspace } from '../here.ts';
import { openWith } from '../opening.ts';
import { AddPeople } from './AddPeople.tsx';

/** What a channel is for, who is in it, and how one comes in and goes. */
export function About({ channel }: { channel: Channel }) {
  const [failure, fail] = useState<string | null>(null);
  const canChange = channel.is_member && !channel.is_archived && !channel.is_im;
  return (
    <div class="side-body">
      {channel.is_archived && (
        <p class="state">Archived: it can be read and found, and nothing new can be sent.</p>
      )}
      {!channel.is_im && <Topic key={channel.topic?.value} channel={channel} canChange={canChange} />}
      <Members channel={channel} canChange={canChange} onFailure={fail} />
      <Alert sentence={failure} />
      {!channel.is_im && !channel.is_mpim && <Going channel={channel} onFailure={fail} />}
    </div>
  );
}

function Topic({ channel, canChange }: { channel: Channel; canChange: boolean }) {
  const desk = useDesk();
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const [failure, fail] = useState<string | null>(null);
  const topic = channel.topic?.value ?? '';
  const purpose = channel.purpose?.value ?? '';
  const field = useRef<HTMLInputElement>(null);
  const isTyping = typed !== null;
  // At once: what is typed next is for it.
  useLayoutEffect(() => field.current?.select(), [isTyping]);
  const leave = (): void => {
    focusSide();
    setTyped(null);
  };
  const save = async (): Promise<void> => {
    const failed = await setTopic(desk, channel.id, (typed ?? '').trim());
    if (failed === null) leave();
    else fail(failed);
  };
  return (
    <section>
      <h3 id={id}>Topic</h3>
      {typed === null ? (
        <>
          <p class={topic === '' ? 'soft' : ''}>{topic === '' ? 'None yet.' : topic}</p>
          {canChange && (
            <button type="button" class="button small" onClick={() => setTyped(topic)}>
              Edit topic
            </button>
          )}
        </>
      ) : (
        <form
          class="stack"
          onSubmit={(event) => {
            event.preventDefault();
            void save();
          }}
        >
          <input
            ref={field}
            class="text-field"
            type="text"
            aria-labelledby={id}
            maxLength={250}
            value={typed}
            onInput={({ currentTarget }) => setTyped(currentTarget.value)}
          />
          <Alert sentence={failure} />
          <div class="row">
            <button type="button" class="button small" onClick={leave}>
              Cancel
            </button>
            <button type="submit" class="button small primary">
              Save
            </button>
          </div>
        </form>
      )}
      {purpose !== '' && (
        <>
          <h3>What it is for</h3>
          <p>{purpose}</p>
        </>
      )}
    </section>
  );
}

function Members(props: {
  channel: Channel;
  canChange: boolean;
  onFailure: (sentence: string | null) => void;
}) {
  const { channel, canChange, onFailure } = props;
  const desk = useDesk();
  const me = useWorkspace((workspace) => workspace.me?.id);
  const names = useWorkspace((workspace) => workspace.names);
  const [members, setMembers] = useState<string[] | null>(null);
  const read = async (): Promise<void> => {
    const answer = await readMembers(desk, channel.id);
    if (typeof answer === 'string') onFailure(answer);
    else setMembers(answer);
  };
  useEffect(() => void read(), [channel.id, channel.num_members, channel.is_member]);
  const nameOf = (id: string): string => names[id]?.name ?? 'Somebody';
  const sorted = members?.toSorted((one, other) => nameOf(one).localeCompare(nameOf(other)));
  return (
    <section>
      <h3>
        {members === null ? 'Members' : `${members.length} ${members.length === 1 ? 'member' : 'members'}`}
      </h3>
      <ul class="people">
        {sorted?.map((id) => (
          <li key={id}>
            <button type="button" class="person" disabled={id === me} onClick={() => void openWith(desk, id)}>
              <Avatar id={id} name={nameOf(id)} isApp={names[id]?.isApp ?? false} />
              <span>{nameOf(id)}</span>
              {names[id]?.isApp && <span class="badge">APP</span>}
              {id === me && <span class="soft">you</span>}
            </button>
          </li>
        ))}
      </ul>
      {canChange && members !== null && (
        <AddPeople
          channel={channel}
          members={members}
          onAdd={async (users) => {
            const failed = await invite(desk, channel.id, users);
            onFailure(failed);
            if (failed === null) await read();
            return failed === null;
          }}
        />
      )}
    </section>
  );
}

function Going({ channel, onFailure }: { channel: Channel; onFailure: (sentence: string | null) => void }) {
  const desk = useDesk();
  const isAdmin = useWorkspace(({ me }) => me?.is_admin ?? false);
  const [asked, ask] = useState<'leave' | 'archive' | null>(null);
  const name = `#${channel.name ?? ''}`;
  if (!channel.is_member) {
    if (channel.is_archived || channel.is_private) return null;
    return (
      <button
        type="button"
        class="button primary"
        onClick={() => void join(desk, channel.id).then(onFailure)}
      >
        Join {name}
      </button>
    );
  }
  if (channel.is_general) return null;
  const act = { leave: leaveChannel, archive: setArchived };
  return (
    <section class="row">
      {!channel.is_archived && (
        <button type="button" class="button small" onClick={() => ask('leave')}>
          Leave channel
        </button>
      )}
      {isAdmin && !channel.is_archived && (
        <button type="button" class="button small danger" onClick={() => ask('archive')}>
          Archive channel
        </button>
      )}
      {isAdmin && channel.is_archived && (
        <button
          type="button"
          class="button small"
          onClick={() => void setArchived(desk, channel.id, false).then(onFailure)}
        >
          Bring it back
        </button>
      )}
      {asked !== null && (
        <Confirm
          confirm={question(asked, name, channel.is_private)}
          onNo={() => ask(null)}
          onYes={() => {
            ask(null);
            void act[asked](desk, channel.id).then(onFailure);
          }}
        />
      )}
    </section>
  );
}

function question(what: 'leave' | 'archive', name: string, isPrivate: boolean) {
  const words = {
    leave: isPrivate
      ? 'It is private: to come back, a member has to invite you.'
      : 'You can come back at any time: browse the channels.',
    archive: 'It can still be read and found. Nothing new can be sent, until it is brought back.',
  };
  const verb = what === 'leave' ? 'Leave' : 'Archive';
  return {
    title: plain(`${verb} ${name}?`),
    text: plain(words[what]),
    confirm: plain(`${verb} ${name}`),
    deny: plain(what === 'leave' ? 'Stay' : 'Keep'),
    style: 'danger' as const,
  };
}

const plain = (text: string) => ({ type: 'plain_text' as const, text });
