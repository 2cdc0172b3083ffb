import type { AnyBlock } from '@slack/types';
import { useMemo, useState } from 'preact/hooks';
import type { Message } from '../protocol.ts';
import { Alert } from './Alert.tsx';
import { initialAnswers, keepAnswers, withAnswer, type Answers } from './answers.ts';
import { Blocks } from './blocks/Blocks.tsx';
import { Mrkdwn } from './blocks/Mrkdwn.tsx';
import { SurfaceProvider } from './blocks/Surface.tsx';
import type { Line } from './conversation.ts';
import { useDesk, useWorkspace } from './here.ts';
import { Icon } from './icons.tsx';
import { MessageFrame } from './MessageFrame.tsx';
import { dismiss } from './sending.ts';
import { Shortcuts } from './Shortcuts.tsx';

type Stored = Extract<Line, { message: Message }>;

export function MessageView({ channel, line, joined }: { channel: string; line: Stored; joined: boolean }) {
  const desk = useDesk();
  const { message } = line;
  const id = message.user ?? message.bot_id ?? '';
  const named = useWorkspace(({ names }) => names[id] ?? names[message.bot_id ?? '']);
  const isApp = message.bot_id !== undefined || (named?.isApp ?? false);
  const isEphemeral = line.kind === 'ephemeral';
  return (
    <MessageFrame
      author={{ id, name: named?.name ?? (isApp ? 'App' : 'Somebody'), isApp }}
      ts={message.ts}
      joined={joined}
      edited={message.edited !== undefined}
      class={isEphemeral ? 'ephemeral' : ''}
    >
      {message.blocks && message.blocks.length > 0 ? (
        <MessageBlocks channel={channel} ts={message.ts} blocks={message.blocks} />
      ) : (
        <Mrkdwn text={message.text} />
      )}
      {!isEphemeral && <Shortcuts channel={channel} message={message.ts} />}
      {isEphemeral && <OnlyYou onDismiss={() => dismiss(desk, channel, line)} />}
    </MessageFrame>
  );
}

/** What an ephemeral and the page's own sentences say of themselves. */
export const OnlyYou = ({ onDismiss }: { onDismiss: () => void }) => (
  <p class="only-you">
    <Icon name="eye" />
    <span>Only visible to you</span>
    <button type="button" class="quiet" onClick={onDismiss}>
      Dismiss
    </button>
  </p>
);

function MessageBlocks({ channel, ts, blocks }: { channel: string; ts: string; blocks: AnyBlock[] }) {
  const [failure, fail] = useState<string | null>(null);
  const [chosen, choose] = useState<Answers>(() => initialAnswers(blocks));
  const answers = useMemo(() => keepAnswers(blocks, chosen), [blocks, chosen]);
  return (
    <SurfaceProvider
      container={{ type: 'message', channel, message_ts: ts }}
      answers={answers}
      errors={{}}
      onAnswer={(block, action, answer) => choose(withAnswer(answers, block, action, answer))}
      onFailure={fail}
    >
      <Blocks blocks={blocks} />
      <Alert sentence={failure} />
    </SurfaceProvider>
  );
}
