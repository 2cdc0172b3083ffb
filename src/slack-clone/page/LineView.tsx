import { useMemo } from 'preact/hooks';
import type { Line } from './conversation.ts';
import { MessageView } from './MessageView.tsx';
import { Note } from './Note.tsx';
import { Outgoing } from './Outgoing.tsx';

/** One line of a conversation. It is drawn again only when it changed: long conversations stay quick. */
export function LineView({ channel, line, joined }: { channel: string; line: Line; joined: boolean }) {
  return useMemo(() => {
    switch (line.kind) {
      case 'note':
        return <Note channel={channel} line={line} />;
      case 'outgoing':
        return <Outgoing channel={channel} line={line} joined={joined} />;
      case 'message':
      case 'ephemeral':
      default:
        return <MessageView channel={channel} line={line} joined={joined} />;
    }
  }, [channel, line, joined]);
}
