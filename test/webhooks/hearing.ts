import { z } from 'zod';
import { EVENTS, type EventType } from '../../src/core/events.ts';
import { openWorld, rows, type World } from '../world.ts';
import { giveWebhook } from './hook.ts';

export const URL = 'https://example.com/hook';

/** bob owns steve; alice, an admin, has a webhook that hears of everything. */
export async function withHook() {
  const world = await openWorld();
  const [alice, bob] = [await world.person('alice'), await world.person('bob')];
  await world.ask(alice, 'bots create', { username: 'ops' });
  await world.ask(bob, 'bots create', { username: 'steve' });
  await giveWebhook(world.deps, alice.organizationId, 'ops', { url: URL, hears: 'all' });
  return Object.assign(world, { alice, bob });
}

export type Hooked = Awaited<ReturnType<typeof withHook>>;

const Envelope = z.strictObject({
  id: z.uuid(),
  event: z.string(),
  version: z.int(),
  created_at: z.iso.datetime(),
  user_id: z.uuid().nullable(),
  data: z.record(z.string(), z.unknown()),
});

/** What would be sent, in its order: each event of these types with its data, which its schema has to accept. */
export async function heard(world: World, ...types: EventType[]) {
  const found = await rows(
    world,
    `select event.*, (select count(*)::int from delivery where event_id = event.id) as deliveries
     from event order by sequence`,
  );
  return found
    .filter(({ type }) => types.length === 0 || types.some((each) => each === type))
    .map(({ id, type, payload, bot_id, deliveries }) => {
      const envelope = Envelope.parse(JSON.parse(String(payload)));
      const name = types.find((each) => each === type) ?? envelope.event;
      if (envelope.id !== id || envelope.event !== type) throw new Error('an envelope of another event');
      const declared = Object.entries(EVENTS).find(([each]) => each === name)?.[1];
      const data = z.record(z.string(), z.unknown()).parse(declared?.data.strict().parse(envelope.data));
      return { type: name, data, user: envelope.user_id, bot: bot_id, deliveries };
    });
}

/** Their types alone. */
export const namesOf = async (world: World): Promise<string[]> =>
  (await heard(world)).map(({ type }) => type);
