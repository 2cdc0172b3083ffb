import { useEffect, useRef, useState } from 'preact/hooks';
import { keyOf, untouched, type Line } from './conversation.ts';
import { useWorkspace } from './here.ts';
import { spokenText } from './mrkdwn.ts';
import { wordsOf } from './speaking.ts';
import type { Named } from './state.ts';

/** Says what arrives to those who do not see it: the last line, once, and nothing of what was loaded. */
export function Announcer({ channel }: { channel: string }) {
  const { lines, loaded } = useWorkspace(({ conversations }) => conversations[channel] ?? untouched);
  const names = useWorkspace((workspace) => workspace.names);
  const me = useWorkspace((workspace) => workspace.me?.id);
  const [said, say] = useState('');
  const before = useRef<string | null>(null);
  useEffect(() => {
    const last = lines.at(-1);
    if (!loaded || !last) return;
    const key = keyOf(last);
    const isNew = before.current !== null && before.current !== key;
    before.current = key;
    if (isNew && !isOwn(last, me)) say(sentence(last, names));
  }, [lines, loaded]);
  return (
    <p class="unseen" role="status" aria-live="polite">
      {said}
    </p>
  );
}

const isOwn = (line: Line, me: string | undefined): boolean =>
  line.kind === 'outgoing' ? line.failure === null : line.kind === 'message' && line.message.user === me;

function sentence(line: Line, names: Record<string, Named>): string {
  switch (line.kind) {
    case 'note':
      return spokenText(line.sentence);
    case 'outgoing':
      return `Not sent. ${line.failure ?? ''}`;
    case 'message':
    case 'ephemeral':
    default: {
      const { user = '', bot_id = '' } = line.message;
      const author = names[user]?.name ?? names[bot_id]?.name ?? '';
      const only = line.kind === 'ephemeral' ? ', only visible to you' : '';
      return `${author}${only}: ${spokenText(wordsOf(line.message))}`;
    }
  }
}
