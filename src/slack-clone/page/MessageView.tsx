import { useState } from 'preact/hooks';
import type { Message } from '../protocol.ts';
import { Mrkdwn } from './blocks/Mrkdwn.tsx';
import type { Line } from './conversation.ts';
import { EditMessage } from './EditMessage.tsx';
import { Files } from './files/Files.tsx';
import { useDesk, useWorkspace } from './here.ts';
import { Icon } from './icons.tsx';
import { MessageBlocks } from './MessageBlocks.tsx';
import { MessageFrame } from './MessageFrame.tsx';
import { MessageTools } from './MessageTools.tsx';
import { SecondaryAttachments } from './SecondaryAttachments.tsx';
import { SystemMessage } from './SystemMessage.tsx';
import { isSystem } from './speaking.ts';
import { Reactions } from './Reactions.tsx';
import { dismiss } from './sending.ts';
import { Broadcast, Replies } from './Replies.tsx';

type Stored = Extract<Line, { message: Message }>;

interface Shown {
  channel: string;
  place: string;
  line: Stored;
  joined: boolean;
}

export function MessageView({ channel, place, line, joined }: Shown) {
  const { message } = line;
  const id = message.user ?? message.bot_id ?? '';
  const named = useWorkspace(({ names }) => names[id] ?? names[message.bot_id ?? '']);
  const isTarget = useWorkspace(({ target }) => target?.place === place && target.ts === message.ts);
  const [isEditing, edit] = useState(false);
  const isApp = message.bot_id !== undefined || (named?.isApp ?? false);
  const mark = isTarget ? ' target' : '';
  if (isSystem(message)) return <SystemMessage message={message} class={mark} />;
  const isEphemeral = line.kind === 'ephemeral';
  const where = { channel, place, message };
  return (
    <MessageFrame
      author={{ id, name: message.username ?? named?.name ?? (isApp ? 'App' : 'Somebody'), isApp }}
      ts={message.ts}
      joined={joined}
      edited={message.edited !== undefined && !isEditing}
      class={(isEphemeral ? 'ephemeral' : '') + mark}
      {...(!isEphemeral && { tools: () => <MessageTools {...where} onEdit={() => edit(true)} /> })}
    >
      <Broadcast {...where} />
      {isEditing ? (
        <EditMessage {...where} onDone={() => edit(false)} />
      ) : (
        <Content channel={channel} message={message} />
      )}
      <SecondaryAttachments channel={channel} message={message} />
      {message.files && <Files files={message.files} />}
      {isEphemeral ? (
        <OnlyYou place={place} line={line} />
      ) : (
        <>
          <Reactions {...where} />
          <Replies {...where} />
        </>
      )}
    </MessageFrame>
  );
}

function Content({ channel, message }: { channel: string; message: Message }) {
  const { blocks, text, ts } = message;
  if (blocks && blocks.length > 0) return <MessageBlocks channel={channel} ts={ts} blocks={blocks} />;
  return text === '' ? null : <Mrkdwn text={text} />;
}

/** What an ephemeral and the page's own sentences say of themselves. */
export function OnlyYou({ place, line }: { place: string; line: Line }) {
  const desk = useDesk();
  return (
    <p class="only-you">
      <Icon name="eye" />
      <span>Only visible to you</span>
      <button type="button" class="quiet" onClick={() => dismiss(desk, place, line)}>
        Dismiss
      </button>
    </p>
  );
}
