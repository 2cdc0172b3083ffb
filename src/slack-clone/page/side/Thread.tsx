import { useState } from 'preact/hooks';
import type { Channel } from '../../protocol.ts';
import { Announcer } from '../Announcer.tsx';
import { Composer } from '../Composer.tsx';
import { DropZone } from '../DropZone.tsx';
import { useWorkspace } from '../here.ts';
import { threadPlace } from '../place.ts';
import { Timeline } from '../Timeline.tsx';
import { titleOf } from '../title.ts';

/** A message and what was answered to it. */
export function Thread({ channel, ts }: { channel: Channel; ts: string }) {
  const place = threadPlace(channel.id, ts);
  const [alsoSends, sendAlso] = useState(false);
  const title = useWorkspace(({ names }) => titleOf(channel, names));
  const canWrite = !channel.is_archived && (channel.is_member || channel.is_im);
  return (
    <DropZone place={place} isOn={canWrite}>
      <Timeline place={place} label="Thread" />
      {canWrite && (
        <Composer place={place} label="Reply…" broadcast={alsoSends}>
          <label class="also">
            <input
              type="checkbox"
              checked={alsoSends}
              onChange={({ currentTarget }) => sendAlso(currentTarget.checked)}
            />
            Also send to {title}
          </label>
        </Composer>
      )}
      <Announcer channel={place} />
    </DropZone>
  );
}
