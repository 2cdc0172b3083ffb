import { describe, expect, test } from 'vitest';
import { done, refused, rows, said } from '../world.ts';
import { count, dave, DAY, notices, strict, wish } from './requests.ts';

describe('a bot that has to be approved', () => {
  test('is asked for with a reason, in the channel of the approvers, and is not made', async () => {
    await using world = await strict();
    const outcome = await world.ask(world.bob, 'bots create', {
      username: 'ada',
      reason: ' to post\nbuilds ',
    });
    expect(said(outcome)).toBe(
      'A new bot has to be approved here, so ada is not made yet. #bots can answer until 28 Nov 2026, 22:14 CET (in 7 days), and you are told.',
    );
    expect(await count(world, 'bot')).toBe(1);
    expect(await notices(world)).toEqual(['approval_asked #bots']);
    expect(await rows(world, 'select kind, command, input, reason from approval')).toEqual([
      { kind: 'bots', command: 'bots create', input: { username: 'ada' }, reason: 'to post builds' },
    ]);
  });

  test('is asked of each other admin where there is no channel', async () => {
    await using world = await strict('');
    await dave(world);
    await wish(world);
    expect(await notices(world)).toEqual(['approval_asked alice', 'approval_asked dave']);
    const outcome = await world.ask(world.alice, 'bots create', { username: 'eve', reason: 'why not' });
    expect(said(outcome)).toContain('dave can answer until');
    expect(await notices(world)).toHaveLength(3);
  });

  test('needs a reason, for which it names the field', async () => {
    await using world = await strict();
    const outcome = await world.ask(world.bob, 'bots create', { username: 'ada' });
    expect(refused(outcome)).toEqual({
      code: 'missing_input',
      sentence: 'A new bot has to be approved here. Say why it is needed, in the reason.',
    });
    expect(outcome.kind === 'refused' && Object.keys(outcome.error.fields)).toEqual(['reason']);
  });

  test('is refused at once where nobody could approve it, and where its name is not to be had', async () => {
    await using world = await strict('');
    const input = { username: 'ada', reason: 'why not' };
    expect(refused(await world.ask(world.alice, 'bots create', input)).sentence).toBe(
      'This has to be approved, and there is no other admin to ask. Name a channel, `policy set --approval-channel #general`, or ask for no approval: `policy set --approval none`.',
    );
    for (const [username, code] of [
      ['steve', 'bot_already_exists'],
      ['af-ada', 'reserved_slug'],
    ])
      expect(refused(await world.ask(world.bob, 'bots create', { username, reason: 'x' })).code).toBe(code);
    expect(await count(world, 'approval')).toBe(0);
  });

  test('cannot be asked for twice while the first request is open, of twenty at once either', async () => {
    await using world = await strict();
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, async (_none, index) =>
        world.ask(index % 2 ? world.bob : world.alice, 'bots create', { username: 'ada', reason: 'x' }),
      ),
    );
    expect(outcomes.filter(({ kind }) => kind === 'done')).toHaveLength(1);
    expect(await notices(world)).toEqual(['approval_asked #bots']);
    await rows(world, `update approval set requester_id = '${world.bob.id}'`);
    expect(refused(await world.ask(world.alice, 'bots create', { username: 'ada', reason: 'x' }))).toEqual({
      code: 'already_done',
      sentence: 'bob asked for a bot named ada already, which waits for an answer: `approvals list`',
    });
    // When its time is over it is in nobody's way, whether it was closed or not.
    world.clock.pass(8 * DAY);
    expect(
      done(await world.ask(world.alice, 'bots create', { username: 'ada', reason: 'x' })),
    ).toHaveProperty('approval');
    expect(await notices(world)).toContain('approval_answered bob');
  });
});
