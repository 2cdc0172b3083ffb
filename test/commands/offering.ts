import { done, openWorld } from '../world.ts';

/** bob owns steve; carol has been made a member. */
export async function withSteve() {
  const world = await openWorld();
  const [alice, bob] = [await world.person('alice'), await world.person('bob')];
  await world.person('carol');
  done(await world.ask(alice, 'members set-role', { person: '@carol', role: 'member' }));
  const carol = await world.person('carol');
  done(await world.ask(bob, 'bots create', { username: 'steve' }));
  const asked = async (who: typeof bob, verb: string, input: Record<string, unknown> = {}) =>
    world.ask(who, `bots ${verb}`, { username: 'steve', ...input });
  return Object.assign(world, { alice, bob, carol, asked });
}
