import { REVEAL_KEY } from '../../commands/matrix-redactions.ts';
import type { Homeserver } from '../../core/matrix.ts';
import type { MatrixErrand } from '../../store/matrix-errands.ts';
import type { Ran } from './run-errand.ts';

/** How far back a message is looked for of which nobody noted that it was sent. */
const LOOKED_AT = 100;

/** Redacts a message of the command bot. What was redacted before is redacted once more, which changes nothing. */
export async function redact(
  { id, room_id: room, event_id }: MatrixErrand,
  homeserver: Homeserver,
): Promise<Ran> {
  const { self } = homeserver;
  const event = room === null ? undefined : (event_id ?? (await found(id, room, homeserver)));
  if (room !== null && event !== undefined)
    await homeserver.redact(self, room, event, id, 'A secret is shown for a while only.');
  return 'done';
}

/** Undefined when it was never sent. */
async function found(id: string, room: string, homeserver: Homeserver): Promise<string | undefined> {
  const said = await homeserver.lastSaid(homeserver.self, room, LOOKED_AT);
  return said.find(({ content }) => content[REVEAL_KEY] === id)?.event_id;
}
