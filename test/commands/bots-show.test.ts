import { describe, expect, test } from 'vitest';
import { plain } from '../../src/core/text.ts';
import { shortId } from '../../src/core/tokens.ts';
import { done, issue, openWorld, refused, said } from '../world.ts';

describe('bots show', () => {
  test('shows owner, age and tokens of any bot, to a guest too', async () => {
    await using world = await openWorld();
    const [bob, carol] = [await world.person('bob'), await world.person('carol')];
    await world.ask(bob, 'bots create', { username: 'steve' });
    const { id } = await issue(world, bob, 'steve', { label: 'Deployment token' });
    world.clock.pass(1000);
    const other = await issue(world, bob, 'steve', { expiry: '2h' });
    const outcome = await world.ask(carol, 'bots show', { username: 'steve' });
    expect(done(outcome)).toMatchObject({ username: 'steve', owner: 'bob', token_count: 2 });
    if (outcome.kind !== 'done') throw new Error('refused');
    expect(outcome.document.facts?.map(([label, value]) => [label, plain(value)])).toEqual([
      ['Owner', 'bob'],
      ['State', 'active'],
      ['Created', '21 Nov 2026, 22:14 CET'],
      ['Tokens', '2'],
    ]);
    expect(outcome.document.lines?.map(({ text }) => plain(text))).toEqual([
      `\`${shortId(other.id)}\` · no label · ends 22 Nov 2026, 00:14 CET (in 2 hours)`,
      `\`${shortId(id)}\` · Deployment token · ends 1 Mar 2027, 22:14 CET (in 100 days)`,
    ]);
  });

  test('knows the bot as people write its name', async () => {
    await using world = await openWorld();
    const bob = await world.person('bob');
    await world.ask(bob, 'bots create', { username: 'steve' });
    for (const username of ['steve', '@steve', ' Steve '])
      expect(said(await world.ask(bob, 'bots show', { username }))).toBe('steve');
  });

  test('says that a bot has no token yet', async () => {
    await using world = await openWorld();
    const bob = await world.person('bob');
    await world.ask(bob, 'bots create', { username: 'steve' });
    const outcome = await world.ask(bob, 'bots show', { username: 'steve' });
    expect(outcome.kind === 'done' && plain(outcome.document.note ?? [])).toBe(
      'It has no token yet: `tokens issue -u steve -e 100d`',
    );
  });

  test('knows no bot by any other name', async () => {
    await using world = await openWorld();
    const bob = await world.person('bob');
    const expected: [username: string, sentence: string][] = [
      ['nobody', 'There is no bot named `nobody`. `bots list` shows those there are.'],
      ["'; drop table bot", "There is no bot named `'; drop table bot`. `bots list` shows those there are."],
      ['x\u0000y', 'There is no bot named `x y`. `bots list` shows those there are.'],
      [
        'x'.repeat(10_000),
        `There is no bot named \`${'x'.repeat(40)}…\`. \`bots list\` shows those there are.`,
      ],
    ];
    for (const [username, sentence] of expected)
      expect(refused(await world.ask(bob, 'bots show', { username }))).toEqual({
        code: 'unknown_bot',
        sentence,
      });
    expect(world.logged).toEqual([]);
  });

  test('says when a bot was deleted', async () => {
    await using world = await openWorld();
    const bob = await world.person('bob');
    await world.ask(bob, 'bots create', { username: 'steve' });
    await world.ask(bob, 'bots delete', { username: 'steve' });
    expect(refused(await world.ask(bob, 'bots show', { username: 'steve' }))).toEqual({
      code: 'unknown_bot',
      sentence: 'steve was deleted on 21 Nov 2026, 22:14 CET. `bots list` shows the bots there are.',
    });
  });
});
