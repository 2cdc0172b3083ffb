import { Mrkdwn } from './blocks/Mrkdwn.tsx';
import type { Line } from './conversation.ts';
import { useDesk, useWorkspace } from './here.ts';
import { Icon } from './icons.tsx';
import { MessageFrame } from './MessageFrame.tsx';
import { dismiss, retry } from './sending.ts';

/** My own message on its way: it looks sent, and says so when it was not. */
export function Outgoing(props: {
  place: string;
  line: Extract<Line, { kind: 'outgoing' }>;
  joined: boolean;
}) {
  const { place, line, joined } = props;
  const desk = useDesk();
  const me = useWorkspace((workspace) => workspace.me);
  return (
    <MessageFrame
      author={{ id: me?.id ?? '', name: me?.name ?? '', isApp: false }}
      ts={line.ts}
      joined={joined}
      class={line.failure === null ? '' : 'failed'}
    >
      <Mrkdwn text={line.text} />
      {line.failure !== null && (
        <div class="failure">
          <p class="error">
            <Icon name="warning" />
            <span>Not sent. {line.failure}</span>
          </p>
          <button type="button" class="button small" onClick={() => retry(desk, place, line)}>
            Retry
          </button>
          <button type="button" class="quiet" onClick={() => dismiss(desk, place, line)}>
            Discard
          </button>
        </div>
      )}
    </MessageFrame>
  );
}
