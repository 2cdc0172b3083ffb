import { expect, test } from 'vitest';
import type { Stale } from '../../src/commands/peers.ts';
import { done, rows } from '../world.ts';
import { withSteve } from './offering.ts';

test('no process goes on believing what was: each change says what it is about, before it is committed', async () => {
  await using world = await withSteve();
  const { alice, bob, carol } = world;
  const [steve] = (await rows(world, 'select id from bot')).map(({ id }) => id);
  let told: Stale[] = [];
  world.deps.peers = {
    announce: async (_db, stale) => {
      told.push(stale);
      return async () => {};
    },
  };
  const changes: [who: typeof bob, command: string, input: Record<string, unknown>, about?: unknown[]][] = [
    [bob, 'bots update', { description: 'x' }, [steve]],
    [alice, 'bots set-tier', { tier: 'pro' }, [steve]],
    [alice, 'bots set-verified', { verified: 'true' }, [steve]],
    [bob, 'bots disable', {}, [steve]],
    [bob, 'bots enable', {}, [steve]],
    [bob, 'bots transfer', { to: '@carol' }],
    [carol, 'bots accept', {}, [steve]],
    [carol, 'bots delete', {}, [steve]],
  ];
  for (const [who, command, input, about] of changes) {
    told = [];
    done(await world.ask(who, command, { username: 'steve', ...input }));
    expect([command, told[0]?.bots]).toEqual([command, about]);
  }
  told = [];
  done(await world.ask(alice, 'members set-role', { person: '@bob', role: 'guest' }));
  expect(told[0]?.members).toEqual([bob.id]);
});
