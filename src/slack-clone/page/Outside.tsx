import { useState } from 'preact/hooks';
import type { Channel } from '../protocol.ts';
import { Alert } from './Alert.tsx';
import { join } from './channels.ts';
import { useDesk } from './here.ts';

/** In the place where one types, where one cannot: why, and what to do. */
export function Outside({ channel, title }: { channel: Channel; title: string }) {
  const desk = useDesk();
  const [failure, fail] = useState<string | null>(null);
  if (channel.is_archived) {
    return <p class="outside">{title} is archived: it can be read, but nothing can be sent to it.</p>;
  }
  return (
    <div class="outside">
      <p>You are looking at {title} from outside.</p>
      <button type="button" class="button primary" onClick={() => void join(desk, channel.id).then(fail)}>
        Join {title}
      </button>
      <Alert sentence={failure} />
    </div>
  );
}
