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

/** As it may be stored: no token of ours that somebody pasted, and nothing that Postgres does not keep. */
const cleared = (event: RoomEvent): RoomEvent => ({
  ...event,
  content: clearedRecord(event.content),
  unsigned: event.unsigned && clearedRecord(event.unsigned),
});

const clearedRecord = (value: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).map(([name, each]) => [clearedText(name), clearedValue(each)]));

function clearedValue(value: unknown): unknown {
  if (typeof value === 'string') return clearedText(value);
  if (Array.isArray(value)) return value.map(clearedValue);
  return typeof value === 'object' && value !== null ? clearedRecord({ ...value }) : value;
}

const clearedText = (text: string): string => storable(withoutTokens(text));
