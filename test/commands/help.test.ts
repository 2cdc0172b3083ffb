import { describe, expect, test } from 'vitest';
import { commands } from '../../src/commands/index.ts';
import { listed, plain } from '../../src/core/text.ts';
import { done, openWorld, refused, said, type World } from '../world.ts';

const NAMES = commands.map(({ name }) => name);
const FIRST = [...new Set(NAMES.map((name) => name.split(' ')[0] ?? ''))];
const GROUPED = FIRST.flatMap((word) => NAMES.filter((name) => name.split(' ')[0] === word));
const under = (word: string): string[] =>
  NAMES.filter((name) => name.startsWith(`${word} `)).map((name) => name.slice(word.length + 1));

async function help(world: World, topic?: string) {
  return world.ask(await world.person('carol'), 'help', topic === undefined ? {} : { topic });
}

describe('help', () => {
  test('lists every command, a row for each first word', async () => {
    await using world = await openWorld();
    const outcome = await help(world);
    expect(said(outcome)).toBe('Bots and their tokens, run from chat. What you can ask:');
    if (outcome.kind !== 'done') throw new Error('refused');
    const rows = outcome.document.table?.rows.map((row) => row.map(plain)) ?? [];
    expect(rows.length).toBeLessThan(20);
    const words = rows.flatMap(([group = '', following = '']) =>
      following.endsWith('.')
        ? [group.replaceAll('`', '')]
        : following.split(', ').map((word) => `${group.replaceAll('`', '')} ${word}`),
    );
    expect(words).toEqual(GROUPED);
    expect(rows).toContainEqual(['`whoami`', 'Say who you are here and what you may do.']);
  });

  test('under a word lists what begins with it', async () => {
    await using world = await openWorld();
    const outcome = await help(world, ' Tokens ');
    expect(said(outcome)).toBe('What you can ask under `tokens`:');
    expect(done(outcome)).toMatchObject({
      commands: NAMES.filter((name) => name.startsWith('tokens ')).map((name) => ({ name })),
    });
  });

  test('for one command is a screen: what it does, an example, its inputs, its scope', async () => {
    await using world = await openWorld();
    const outcome = await help(world, 'tokens  ISSUE');
    if (outcome.kind !== 'done') throw new Error('refused');
    const { text, table, note = [] } = outcome.document;
    expect(plain(text)).toBe(
      'tokens issue: Issue a token for a bot. It is shown once, to you alone. As in `tokens issue -u steve -e 100d -l "Deployment token"`',
    );
    expect(table?.rows.map((row) => row.map(plain))).toEqual([
      ['`-u, --username`', 'The username of a bot.'],
      [
        '`-e, --expiry`',
        'A number and a unit, s m h d w mo y. Left out: 1y, or as your policy is. (optional)',
      ],
      ['`-l, --label`', 'What it is for, in 1 to 100 characters. (optional)'],
      ['`-s, --scopes`', 'What it may do. You can only grant scopes you hold. (optional)'],
      ['`--format`', 'What it looks like: jwt, which others can check too, or opaque. (optional)'],
      ['`--networks`', 'Where it may be used from, as in 10.0.0.0/8. Left out: anywhere. (optional)'],
      ['`--uses`', 'How often it may be used, from 1 up. Left out: as often as it likes. (optional)'],
      ['`-r, --reason`', 'Why it is needed, where somebody has to approve it. (optional)'],
    ]);
    expect(plain(note)).toBe('Needs the scope `tokens:write`.');
  });

  test('says of what needs no scope that everybody may ask it', async () => {
    await using world = await openWorld();
    const outcome = await help(world, 'whoami');
    expect(outcome.kind === 'done' && plain(outcome.document.note ?? [])).toBe('Everybody may ask this.');
  });

  test('names what there is when a word is unknown', async () => {
    await using world = await openWorld();
    expect(refused(await help(world, 'bots frobnicate'))).toEqual({
      code: 'unknown_command',
      sentence: `There is no command \`bots frobnicate\`. Under \`bots\`: ${under('bots').join(', ')}.`,
    });
    expect(refused(await help(world, 'frobnicate'))).toEqual({
      code: 'unknown_command',
      sentence: `There is no command \`frobnicate\`. There are ${listed(FIRST)}; \`help\` says more.`,
    });
    expect(refused(await help(world, 'x'.repeat(101))).code).toBe('invalid_input');
  });

  test('has a screen for each command', async () => {
    await using world = await openWorld();
    for (const { name } of commands)
      expect(done(await help(world, name))).toMatchObject({ commands: [{ name }] });
    expect(commands.length).toBeGreaterThan(8);
  });
});
