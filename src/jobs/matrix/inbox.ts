import type { Deps } from '../../commands/execute.ts';
import type { Id } from '../../core/ids.ts';
import type { Inbox, RoomEvent } from '../../core/matrix.ts';
import { storable, withoutTokens } from '../../core/text.ts';
import type { Waker } from '../../core/waker.ts';
import * as matrixEvents from '../../store/matrix-events.ts';

/** Keeps what the homeserver of one organization tells, and has it looked at. */
export function inboxOf(
  { database, clock }: Pick<Deps, 'database' | 'clock'>,
  organization: () => Promise<Id<'organization'>>,
  waker: Waker,
): Inbox {
  return {
    async keep(events) {
      if (events.length === 0) return;
      const id = await organization();
      await using transaction = database.begin(id, 'write');
      await matrixEvents.insert(transaction.db, id, events.map(cleared), clock.now());
      await transaction.commit();
      waker.wake();
    },
  };
}

/** No client sends what is nested deeper, and neither Postgres nor we read it however deep it is. */
const DEEPEST = 100;

/** As it may be stored: no token of ours that somebody pasted anywhere, and nothing that Postgres does not keep. */
const cleared = ({ event_id: id, room_id: room, ...event }: RoomEvent): RoomEvent => ({
  ...clearedRecord(event, 0),
  event_id: storable(id),
  room_id: storable(room),
  type: clearedText(event.type),
  sender: clearedText(event.sender),
  ...(event.state_key !== undefined && { state_key: clearedText(event.state_key) }),
  origin_server_ts: event.origin_server_ts,
  content: clearedRecord(event.content, 0),
  unsigned: event.unsigned && clearedRecord(event.unsigned, 0),
});

const clearedRecord = (value: object, depth: number): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(value).map(([name, each]) => [clearedText(name), clearedValue(each, depth + 1)]),
  );

function clearedValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return clearedText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > DEEPEST) return null;
  return Array.isArray(value)
    ? value.map((each) => clearedValue(each, depth + 1))
    : clearedRecord(value, depth);
}

const clearedText = (text: string): string => storable(withoutTokens(text));
