import type { Message } from '../protocol.ts';
import { Avatar } from './Avatar.tsx';
import { now } from './clock.ts';
import { useDesk, useWorkspace } from './here.ts';
import { Icon } from './icons.tsx';
import { dayName, millis, timeOfDay } from './moment.ts';
import { openThread } from './opening.ts';
import { readPlace } from './place.ts';

interface Where {
  channel: string;
  place: string;
  message: Message;
}

/** Under a message that was answered: who did, how often, when last. It opens the thread. */
export function Replies({ channel, place, message }: Where) {
  const desk = useDesk();
  const isOpen = useWorkspace(
    ({ open, side }) => open === channel && side?.kind === 'thread' && side.ts === message.ts,
  );
  const count = message.reply_count ?? 0;
  if (count === 0 || readPlace(place).thread !== undefined) return null;
  const at = millis(message.latest_reply ?? message.ts);
  return (
    <button
      type="button"
      class="replies"
      aria-expanded={isOpen}
      onClick={() => void openThread(desk, channel, message.ts)}
    >
      <span class="replies-faces">
        {(message.reply_users ?? []).slice(0, 3).map((id) => (
          <Face key={id} id={id} />
        ))}
      </span>
      <span class="replies-count">{count === 1 ? '1 reply' : `${count} replies`}</span>
      <span class="replies-last">Last {lastAt(at)}</span>
    </button>
  );
}

function lastAt(at: number): string {
  const day = dayName(at, now());
  return day === 'Today' ? `at ${timeOfDay(at)}` : `${day} at ${timeOfDay(at)}`;
}

function Face({ id }: { id: string }) {
  const named = useWorkspace(({ names }) => names[id]);
  return <Avatar id={id} name={named?.name ?? ''} isApp={named?.isApp ?? false} />;
}

/** A reply that the channel sees as well says so, in both places. */
export function Broadcast({ channel, place, message }: Where) {
  const desk = useDesk();
  const name = useWorkspace(({ channels }) => channels.find(({ id }) => id === channel)?.name);
  const { thread_ts } = message;
  if (message.subtype !== 'thread_broadcast' || thread_ts === undefined) return null;
  return (
    <p class="broadcast">
      <Icon name="thread" />
      {readPlace(place).thread !== undefined ? (
        <span>Also sent to {name === undefined ? 'the conversation' : `#${name}`}</span>
      ) : (
        <button type="button" class="link" onClick={() => void openThread(desk, channel, thread_ts)}>
          Replied to a thread
        </button>
      )}
    </p>
  );
}
