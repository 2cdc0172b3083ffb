import { z } from 'zod';
import type { MemberActor } from '../../src/core/actor.ts';
import * as actors from '../../src/commands/actors.ts';
import { done, openWorld, rows, slackPerson, type World } from '../world.ts';

export const DAY = 86_400_000;

/** Everything has to be approved, and is asked in #bots unless another channel is given. */
export async function strict(channel = '#bots') {
  const world = await openWorld();
  const [alice, bob, carol] = [
    await world.person('alice'),
    await world.person('bob'),
    await world.person('carol'),
  ];
  await world.ask(bob, 'bots create', { username: 'steve' });
  const policy = { approval: 'bots,scopes', ...(channel === '' ? {} : { approval_channel: channel }) };
  done(await world.ask(alice, 'policy set', policy));
  return Object.assign(world, { alice, bob, carol });
}

export const Requested = z.object({ approval: z.object({ id: z.string() }) });

/** bob asks for a bot. */
export async function wish(world: World & { bob: MemberActor }, username = 'ada'): Promise<string> {
  const outcome = await world.ask(world.bob, 'bots create', { username, reason: 'to post builds' });
  return Requested.parse(done(outcome)).approval.id;
}

/** bob asks for a token of steve that may change webhooks, which none of its tokens may. */
export async function widen(
  world: World & { bob: MemberActor },
  scopes = 'bots:read webhooks:write',
): Promise<string> {
  const input = { username: 'steve', expiry: '30d', label: 'CI', scopes, reason: 'hooks' };
  return Requested.parse(done(await world.ask(world.bob, 'tokens issue', input))).approval.id;
}

export async function notices(world: World): Promise<string[]> {
  const found = await rows(
    world,
    `select concat_ws(' ', kind, coalesce(m.name, channel), case when subject ? 'claim' then 'with a claim' end) as said
     from notice left join member m on m.id = member_id order by notice.created_at, kind, 1`,
  );
  return found.map(({ said: line }) => String(line));
}

/** dave is an admin, too. */
export async function dave(world: World): Promise<MemberActor> {
  const person = slackPerson('alice', undefined, { name: 'dave', userId: 'U0DAVE' });
  return actors.ofSlackUser({ ...person, userId: 'U0DAVE' }, world.deps);
}

export const count = async (world: World, table: string): Promise<number> =>
  (await rows(world, `select from ${table}`)).length;
