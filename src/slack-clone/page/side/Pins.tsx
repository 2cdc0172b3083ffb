import { useEffect, useState } from 'preact/hooks';
import type { Channel, Message } from '../../protocol.ts';
import { Alert } from '../Alert.tsx';
import { focusSide } from '../focus.ts';
import { useDesk, useWorkspace } from '../here.ts';
import { openMessage } from '../opening.ts';
import { readPins } from '../pins.ts';
import { Quoted } from '../Quoted.tsx';
import { pin } from '../reacting.ts';

/** What was pinned to a conversation, so that it is found again. */
export function Pins({ channel }: { channel: Channel }) {
  const desk = useDesk();
  const pins = useWorkspace((workspace) => workspace.pins[channel.id]);
  const [failure, fail] = useState<string | null>(null);
  useEffect(() => void readPins(desk, channel.id).then(fail), [channel.id]);
  const unpin = ({ ts }: Message): void => {
    focusSide();
    void pin(desk, { channel: channel.id, place: channel.id, ts }, false);
  };
  return (
    <div class="side-body">
      <Alert sentence={failure} />
      {pins?.length === 0 && (
        <p class="soft">Nothing is pinned yet. Point at a message, then choose Pin under the three dots.</p>
      )}
      <ul class="cards">
        {pins?.map((message) => (
          <li key={message.ts} class="card">
            <Quoted message={message} />
            <div class="row">
              <button
                type="button"
                class="button small"
                onClick={() => void openMessage(desk, channel.id, message.ts, message.thread_ts)}
              >
                Go to message
              </button>
              <button type="button" class="button small" onClick={() => unpin(message)}>
                Unpin
              </button>
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}
