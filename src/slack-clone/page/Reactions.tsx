import type { Message, Reaction } from '../protocol.ts';
import { Emoji } from './blocks/Mention.tsx';
import { EmojiPicker } from './EmojiPicker.tsx';
import { useDesk, useWorkspace } from './here.ts';
import { Icon } from './icons.tsx';
import { react } from './reacting.ts';
import type { Named } from './state.ts';

/** How others felt about a message, with who they are. A press adds one's own, or takes it back. */
export function Reactions({ channel, place, message }: { channel: string; place: string; message: Message }) {
  const desk = useDesk();
  const me = useWorkspace((workspace) => workspace.me?.id ?? '');
  const names = useWorkspace((workspace) => workspace.names);
  const { reactions = [], ts } = message;
  if (reactions.length === 0) return null;
  return (
    <div class="reactions" role="group" aria-label="Reactions">
      {reactions.map((reaction) => {
        const isMine = reaction.users.includes(me);
        const who = `${whoReacted(reaction, names, me)} with :${reaction.name}:`;
        return (
          <button
            key={reaction.name}
            type="button"
            class="reaction"
            aria-pressed={isMine}
            aria-label={`${reaction.name.replaceAll('_', ' ')}, ${reaction.count}. ${who}`}
            title={who}
            onClick={() => void react(desk, { channel, place, ts }, reaction.name, !isMine)}
          >
            <Emoji name={reaction.name} />
            <span class="reaction-count">{reaction.count}</span>
          </button>
        );
      })}
      <EmojiPicker
        class="reaction add"
        onPick={(name) => void react(desk, { channel, place, ts }, name, true)}
      >
        <Icon name="react" />
      </EmojiPicker>
    </div>
  );
}

function whoReacted({ users, count }: Reaction, names: Record<string, Named>, me: string): string {
  const known = users.map((id) => (id === me ? 'You' : (names[id]?.name ?? 'somebody')));
  const others = count - known.length;
  const all = others > 0 ? [...known, others === 1 ? '1 other' : `${others} others`] : known;
  const last = all.pop() ?? '';
  return `${all.length > 0 ? `${all.join(', ')} and ` : ''}${last} reacted`;
}
