import { describe, expect, test } from 'vitest';
import { commands } from '../../src/commands/index.ts';
import { plain } from '../../src/core/text.ts';
import { done, openWorld, refused, said, type World } from '../world.ts';

async function help(world: World, topic?: string) {
  return world.ask(await world.person('carol'), 'help', topic === undefined ? {} : { topic });
}

describe('help', () => {
  test('lists every command as it is typed', async () => {
    await using world = await openWorld();
    const outcome = await help(world);
    expect(said(outcome)).toBe('Bots and their tokens, run from chat. What you can ask:');
    if (outcome.kind !== 'done') throw new Error('refused');
    expect(outcome.document.table?.rows.map((row) => row.map(plain))).toEqual([
      ['`bots create`', 'Create a bot user that you own.'],
      ['`bots list`', 'List the bots of the organization.'],
      ['`bots show`', 'Show a bot, its owner and its tokens.'],
      ['`bots delete`', 'Delete a bot and revoke all its tokens.'],
      ['`tokens issue`', 'Issue a token for a bot. It is shown once, to you alone.'],
      ['`tokens list`', 'List the tokens that are alive, by their ids.'],
      ['`tokens revoke`', 'Revoke a token by its id, at once and for good.'],
      ['`policy show`', 'Show how long tokens live here, and what has to be approved.'],
      ['`policy set`', 'Set how long tokens live here, and what has to be approved.'],
      ['`approvals list`', 'List what waits for approval: your own requests, or all that you may answer.'],
      ['`approvals approve`', 'Approve what somebody else asked for.'],
      ['`approvals deny`', 'Deny what somebody else asked for, and say why if you like.'],
      ['`whoami`', 'Say who you are here and what you may do.'],
      ['`help`', 'Say what can be asked, and how.'],
    ]);
  });

  test('under a word lists what begins with it', async () => {
    await using world = await openWorld();
    const outcome = await help(world, ' Tokens ');
    expect(said(outcome)).toBe('What you can ask under `tokens`:');
    expect(done(outcome)).toMatchObject({
      commands: [{ name: 'tokens issue' }, { name: 'tokens list' }, { name: 'tokens revoke' }],
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
      ['`-e, --expiry`', 'When it ends: a number and a unit, s m h d w mo (30 days) y.'],
      ['`-l, --label`', 'What it is for, in 1 to 100 characters. (optional)'],
      ['`-s, --scopes`', 'What it may do. You can only grant scopes you hold. (optional)'],
      ['`--format`', 'What it looks like: jwt, which others can check too, or opaque. (optional)'],
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
      sentence: 'There is no command `bots frobnicate`. Under `bots`: create, list, show, delete.',
    });
    expect(refused(await help(world, 'frobnicate'))).toEqual({
      code: 'unknown_command',
      sentence:
        'There is no command `frobnicate`. There are bots, tokens, policy, approvals, whoami and help; `help` says more.',
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
