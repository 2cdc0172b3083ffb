import { useMemo } from 'preact/hooks';
import type { Line } from './conversation.ts';
import { MessageView } from './MessageView.tsx';
import { Note } from './Note.tsx';
import { Outgoing } from './Outgoing.tsx';

/** One line of a conversation. It is drawn again only when it changed: long conversations stay quick. */
export function LineView(props: { channel: string; place: string; line: Line; joined: boolean }) {
  const { channel, place, line, joined } = props;
  return useMemo(() => {
    switch (line.kind) {
      case 'note':
        return <Note place={place} line={line} />;
      case 'outgoing':
        return <Outgoing place={place} line={line} joined={joined} />;
      case 'message':
      case 'ephemeral':
      default:
        return <MessageView channel={channel} place={place} line={line} joined={joined} />;
    }
  }, [place, line, joined]);
}
