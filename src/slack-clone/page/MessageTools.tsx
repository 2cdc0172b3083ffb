import { useState } from 'preact/hooks';
import type { Message } from '../protocol.ts';
import { Confirm } from './blocks/Confirm.tsx';
import { EmojiPicker } from './EmojiPicker.tsx';
import { useDesk, useWorkspace } from './here.ts';
import { Icon } from './icons.tsx';
import { Menu } from './Menu.tsx';
import { openThread } from './opening.ts';
import { readPlace } from './place.ts';
import { markUnread, pin, react, remove } from './reacting.ts';

/** What can be done with a message, beside it. */
export function MessageTools(props: {
  channel: string;
  place: string;
  message: Message;
  onEdit: () => void;
}) {
  const { channel, place, message } = props;
  const desk = useDesk();
  const { ts, thread_ts } = message;
  const spot = { channel, place, ts };
  const [asked, ask] = useState(false);
  const isInThread = readPlace(place).thread !== undefined;
  const items = useItems(props, () => ask(true));
  return (
    <div class="tools" role="group" aria-label="What to do with this message">
      <EmojiPicker class="icon-button" onPick={(name) => void react(desk, spot, name, true)}>
        <Icon name="react" />
      </EmojiPicker>
      {!isInThread && (
        <button
          type="button"
          class="icon-button"
          aria-label="Reply in thread"
          title="Reply in thread"
          onClick={() => void openThread(desk, channel, thread_ts ?? ts)}
        >
          <Icon name="thread" />
        </button>
      )}
      <Menu label="More to do with this message" class="icon-button" items={items}>
        <Icon name="more" />
      </Menu>
      {asked && (
        <Confirm
          confirm={deletion}
          onNo={() => ask(false)}
          onYes={() => {
            ask(false);
            void remove(desk, spot);
          }}
        />
      )}
    </div>
  );
}

const deletion = {
  title: { type: 'plain_text', text: 'Delete this message?' },
  text: { type: 'plain_text', text: 'It goes for everybody, and does not come back.' },
  confirm: { type: 'plain_text', text: 'Delete' },
  deny: { type: 'plain_text', text: 'Keep' },
  style: 'danger',
} as const;

function useItems(
  {
    channel,
    place,
    message,
    onEdit,
  }: { channel: string; place: string; message: Message; onEdit: () => void },
  onDelete: () => void,
) {
  const desk = useDesk();
  const me = useWorkspace((workspace) => workspace.me);
  const spot = { channel, place, ts: message.ts };
  const isPinned = message.pinned_to?.includes(channel) ?? false;
  const isMine = message.user === me?.id;
  const isInThread = readPlace(place).thread !== undefined;
  return [
    {
      key: 'pin',
      content: isPinned ? 'Unpin from the conversation' : 'Pin to the conversation',
      choose: () => void pin(desk, spot, !isPinned),
    },
    ...(isInThread
      ? []
      : [{ key: 'unread', content: 'Mark as unread', choose: () => void markUnread(desk, spot) }]),
    ...(isMine && message.bot_id === undefined ? [{ key: 'edit', content: 'Edit', choose: onEdit }] : []),
    ...(isMine || me?.is_admin ? [{ key: 'delete', content: 'Delete…', choose: onDelete }] : []),
  ];
}
