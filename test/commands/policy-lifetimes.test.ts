import { setTimeout as sleep } from 'node:timers/promises';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { execute, type Outcome } from '../../src/commands/execute.ts';
import { done, openWorld, refused, rows, type World } from '../world.ts';

const DAY = 86_400_000;

async function withSteve() {
  const world = await openWorld();
  const [alice, bob] = [await world.person('alice'), await world.person('bob')];
  await world.ask(bob, 'bots create', { username: 'steve' });
  return Object.assign(world, { alice, bob });
}

const Lived = z.object({ expires_at: z.date(), created_at: z.date() });

/** Live tokens that end later than the longest lifetime allows. */
async function outliving(world: World): Promise<unknown[]> {
  const live = await rows(
    world,
    `select t.created_at, t.expires_at, o.longest_lifetime from token t join organization o on o.id = t.organization_id
     where revoked_at is null and o.longest_lifetime is not null`,
  );
  return live.filter((row) => {
    const { created_at, expires_at } = Lived.parse(row);
    const longest = Number(row['longest_lifetime']) * 1000;
    return expires_at > world.clock.now() && expires_at.getTime() > created_at.getTime() + longest;
  });
}

const step = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), days: fc.option(fc.integer({ min: 1, max: 60 })) }),
  fc.record({ kind: fc.constant('issue' as const), days: fc.integer({ min: 1, max: 60 }) }),
  fc.record({ kind: fc.constant('pass' as const), days: fc.integer({ min: 1, max: 20 }) }),
);

test('whatever is set and issued, no live token ends later than the longest lifetime after it was made', async () => {
  await using world = await withSteve();
  let capped = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 12 }), async (steps) => {
      for (const { kind, days } of steps) {
        if (kind === 'pass') world.clock.pass(days * DAY);
        if (kind === 'issue')
          await world.ask(world.bob, 'tokens issue', {
            username: 'steve',
            expiry: `${days}d`,
            format: 'opaque',
          });
        if (kind === 'set') {
          const longest = days === null ? 'none' : `${days}d`;
          const outcome = await world.ask(world.alice, 'policy set', { longest, default_expiry: '1d' });
          if (outcome.kind === 'done')
            capped += z.object({ tokens: z.int() }).parse(done(outcome)['touched']).tokens;
        }
        expect(await outliving(world)).toEqual([]);
      }
    }),
    { numRuns: 25 },
  );
  expect(capped).toBeGreaterThan(0);
});

test('tokens that are issued while the policy gets shorter do not slip through', async () => {
  await using world = await withSteve();
  for (const days of [50, 40, 30, 20]) {
    const input = { username: 'steve', expiry: `${days}d`, format: 'opaque' };
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, async (_none, index) =>
        index === 5
          ? world.ask(world.alice, 'policy set', { longest: `${days - 5}d`, default_expiry: '1d' })
          : world.ask(world.bob, 'tokens issue', input),
      ),
    );
    expect(outcomes[5]?.kind).toBe('done');
    expect(await outliving(world)).toEqual([]);
  }
  expect(world.logged).toEqual([]);
});

test('a token for a bot that is made while the policy gets shorter waits for the new policy', async () => {
  await using world = await withSteve();
  const command = world.deps.commands.find(({ name }) => name === 'policy set');
  if (!command) throw new Error('there is no policy set');
  let issuing: Promise<Outcome> | undefined;
  const issueMeanwhile = async () => {
    await world.ask(world.bob, 'bots create', { username: 'late' });
    return world.ask(world.bob, 'tokens issue', { username: 'late', expiry: '90d' });
  };
  const peers = {
    // All is written by then, and nothing is committed.
    announce: async () => {
      issuing = issueMeanwhile();
      await Promise.race([issuing, sleep(300)]);
      return async () => undefined;
    },
  };
  const input = { longest: '10d', default_expiry: '10d' };
  done(await execute(command, input, world.alice, { ...world.deps, peers }, true));
  if (!issuing) throw new Error('nothing was issued meanwhile');
  expect(refused(await issuing).sentence).toBe(
    'A token of this organization lives 10 days at the longest. An admin sets that: `policy set`.',
  );
  expect(await outliving(world)).toEqual([]);
});
