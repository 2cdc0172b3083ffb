import { useEffect, useState } from 'preact/hooks';
import type { Channel } from '../../protocol.ts';
import { Alert } from '../Alert.tsx';
import { Mrkdwn } from '../blocks/Mrkdwn.tsx';
import { now } from '../clock.ts';
import { focusSide } from '../focus.ts';
import { useDesk, useWorkspace } from '../here.ts';
import { cancel, readScheduled, type Scheduled } from '../later.ts';
import { dayName, fullTime, relative, timeOfDay } from '../moment.ts';

/** What waits to be sent here. One that is sent leaves the list as it comes into the conversation. */
export function Later({ channel }: { channel: Channel }) {
  const desk = useDesk();
  const [waiting, setWaiting] = useState<Scheduled[] | null>(null);
  const [failure, fail] = useState<string | null>(null);
  const newest = useWorkspace(({ conversations }) => conversations[channel.id]?.lines.at(-1));
  const read = async (): Promise<void> => {
    const answer = await readScheduled(desk, channel.id);
    if (typeof answer === 'string') fail(answer);
    else setWaiting(answer);
  };
  useEffect(() => void read(), [channel.id, newest]);
  const takeBack = async (id: string): Promise<void> => {
    focusSide();
    fail(await cancel(desk, channel.id, id));
    await read();
  };
  return (
    <div class="side-body">
      <Alert sentence={failure} />
      {waiting?.length === 0 && (
        <p class="soft">Nothing waits to be sent. Write a message, then choose the clock beside Send.</p>
      )}
      <ul class="cards">
        {waiting?.map(({ id, text, post_at }) => (
          <li key={id} class="card">
            <p class="card-when" title={fullTime(post_at * 1000)}>
              {when(post_at * 1000)}
            </p>
            <Mrkdwn text={text} />
            <div class="row">
              <button type="button" class="button small" onClick={() => void takeBack(id)}>
                Cancel sending
              </button>
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}

const when = (at: number): string => `${dayName(at, now())} at ${timeOfDay(at)} (${relative(at, now())})`;
