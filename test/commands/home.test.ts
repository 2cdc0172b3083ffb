import { describe, expect, test } from 'vitest';
import { plain } from '../../src/core/text.ts';
import type { World } from '../world.ts';
import { DAY, strict, widen, wish } from './requests.ts';

/** What waits for somebody, as "text: buttons". */
async function waiting(world: World, who: Parameters<World['ask']>[0]): Promise<string[]> {
  const outcome = await world.ask(who, 'home', {});
  const sections = outcome.kind === 'done' ? outcome.document.sections : undefined;
  const lines = sections?.find(({ heading }) => heading === 'Waits for you')?.lines ?? [];
  return lines.map(
    ({ text, buttons = [] }) => `${plain(text)} [${buttons.map(({ label }) => label).join(', ')}]`,
  );
}

describe('a home', () => {
  test('shows an admin what others ask for, until somebody has answered or it is over', async () => {
    await using world = await strict();
    const id = await wish(world);
    await widen(world);
    const both = await waiting(world, world.alice);
    expect(both).toHaveLength(2);
    expect(both).toContainEqual(
      expect.stringMatching(
        /^bob asks for a bot named ada: `to post builds`\. Open until .* \[Approve, Deny\]$/,
      ),
    );
    expect(await waiting(world, world.bob)).toEqual([]);
    await world.ask(world.alice, 'approvals deny', { id });
    expect(await waiting(world, world.alice)).toHaveLength(1);
    world.clock.pass(8 * DAY);
    expect(await waiting(world, world.alice)).toEqual([]);
  });

  test('shows the token that was promised to one, until it is taken', async () => {
    await using world = await strict();
    const id = await widen(world);
    await world.ask(world.alice, 'approvals approve', { id });
    expect(await waiting(world, world.alice)).toEqual([]);
    const [line, ...others] = await waiting(world, world.bob);
    expect(line).toMatch(/^A token for steve is promised to you, until .* \[Show token\]$/);
    expect(others).toEqual([]);
    await world.ask(world.alice, 'bots delete', { username: 'steve' });
    expect(await waiting(world, world.bob)).toEqual([]);
  });
});
