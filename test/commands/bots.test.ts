import { expect, test } from 'vitest';
import { plain } from '../../src/core/text.ts';
import { done, openWorld } from '../world.ts';

test('a member makes a bot and owns it', async () => {
  await using world = await openWorld();
  const bob = await world.person('bob');
  const outcome = await world.ask(bob, 'bots create', { username: 'steve' });
  expect(done(outcome)).toMatchObject({ username: 'steve', owner: 'bob' });
  expect(outcome.kind === 'done' && plain(outcome.document.text)).toBe(
    'steve is ready, and you own it. It has no token yet: `tokens issue -u steve -e 100d`',
  );
});
