import { describe, expect, test } from 'vitest';
import { plain } from '../../src/core/text.ts';
import { done } from '../world.ts';
import { strict, widen, wish } from './requests.ts';

type Waiting = [text: string, buttons: string[]];

/** What waits for somebody, as their home has it. */
async function waitsFor(
  world: Awaited<ReturnType<typeof strict>>,
  name: 'alice' | 'bob',
): Promise<Waiting[]> {
  const home = await world.ask(world[name], 'home');
  if (home.kind !== 'done') throw new Error('refused');
  const section = home.document.sections?.find(({ heading }) => heading === 'Waits for you');
  return (section?.lines ?? []).map(({ text, buttons = [] }) => [
    plain(text),
    buttons.map((each) => `${each.label}: ${each.command}`),
  ]);
}

describe('a home', () => {
  test('has what waits for approval, to be answered, for whoever may and did not ask it themselves', async () => {
    await using world = await strict();
    const id = await wish(world);
    await world.ask(world.alice, 'bots create', { username: 'eve', reason: 'mine' });
    expect(await waitsFor(world, 'alice')).toEqual([
      [
        expect.stringMatching(/^bob asks for a bot named ada: `to post builds`, until 28 Nov 2026/) as string,
        ['Approve: approvals approve', 'Deny: approvals deny'],
      ],
    ]);
    expect(await waitsFor(world, 'bob')).toEqual([]);
    done(await world.ask(world.alice, 'approvals approve', { id }));
    expect(await waitsFor(world, 'alice')).toEqual([]);
  });

  test('shows ten of them, and counts the rest', async () => {
    await using world = await strict();
    for (let each = 0; each < 12; each += 1) await wish(world, `bot-${each}`);
    const lines = await waitsFor(world, 'alice');
    expect(lines).toHaveLength(11);
    expect(lines.at(-1)).toEqual(['And 2 more requests: `approvals list`', []]);
    world.clock.pass(7 * 86_400_000);
    expect(await waitsFor(world, 'alice')).toEqual([]);
  });

  test('shows the token that was promised to one, until it is taken', async () => {
    await using world = await strict();
    const id = await widen(world);
    await world.ask(world.alice, 'approvals approve', { id });
    expect(await waitsFor(world, 'alice')).toEqual([]);
    const [line, ...others] = await waitsFor(world, 'bob');
    expect(line).toEqual([
      expect.stringMatching(/^A token for steve is promised to you, until /),
      ['Show token: tokens claim'],
    ]);
    expect(others).toEqual([]);
    await world.ask(world.alice, 'bots delete', { username: 'steve' });
    expect(await waitsFor(world, 'bob')).toEqual([]);
  });
});
