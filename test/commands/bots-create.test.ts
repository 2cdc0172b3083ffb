import { describe, expect, test } from 'vitest';
import { sql } from '../dump.ts';
import { done, openWorld, refused, rows, said } from '../world.ts';

const RULE =
  "cannot be a bot's name: lower-case letters, digits, `.`, `_` and `-`, 2 to 31 of them, not starting with a sign.";

describe('bots create', () => {
  test('makes a bot that the one who asked owns, and says what to do next', async () => {
    await using world = await openWorld();
    const outcome = await world.ask(await world.person('bob'), 'bots create', { username: 'steve' });
    expect(done(outcome)).toEqual({
      username: 'steve',
      display_name: 'steve',
      matrix_user_id: null,
      owner: 'bob',
      backup_owner: null,
      created_at: world.clock.now(),
    });
    expect(said(outcome)).toBe(
      'steve is ready, and you own it. It has no token yet: `tokens issue -u steve -e 100d`',
    );
  });

  test('says what it is in Matrix, and where the name of the homeserver leaves no room for it', async () => {
    await using world = await openWorld();
    const bob = await world.person('bob');
    const ask = async (username: string) => world.ask(bob, 'bots create', { username });
    const connect = async (server: string) =>
      sql(world.databaseUrl, 'update organization set matrix_server = $1', [server]);
    await connect('example.org');
    const fits = await ask('steve');
    expect(said(fits)).toContain('In Matrix it is `@bot_steve:example.org`.');
    expect(done(fits)).toMatchObject({ matrix_user_id: '@bot_steve:example.org' });
    await connect(`${'long.'.repeat(48)}example`);
    const tooLong = await ask('stan');
    expect(said(tooLong)).toContain('It is no user in Matrix:');
    expect(done(tooLong)).toMatchObject({ matrix_user_id: null, is_too_long_for_matrix: true });
    const named = 'select username, value from identity join bot on bot.id = bot_id';
    expect(await sql(world.databaseUrl, named)).toEqual([
      { username: 'steve', value: '@bot_steve:example.org' },
    ]);
    expect(await sql(world.databaseUrl, 'select kind from matrix_errand')).toEqual([{ kind: 'user' }]);
  });

  test('refuses what is no name with a sentence that helps, and makes nothing', async () => {
    await using world = await openWorld();
    const bob = await world.person('bob');
    const expected: [username: unknown, sentence: string][] = [
      ['Stéve', `\`Stéve\` ${RULE} Did you mean \`steve\`?`],
      ['STEVE', `\`STEVE\` ${RULE} Did you mean \`steve\`?`],
      ['a', `\`a\` ${RULE}`],
      ['', `Username is missing. Lower-case letters, digits, . _ and -, 2 to 31 of them.`],
      [undefined, `Username is missing. Lower-case letters, digits, . _ and -, 2 to 31 of them.`],
      [7, 'Username is not right. Lower-case letters, digits, . _ and -, 2 to 31 of them.'],
      ['x\u0000y', `\`x y\` ${RULE} Did you mean \`x-y\`?`],
      ['x'.repeat(10_000), `\`${'x'.repeat(40)}…\` ${RULE} Did you mean \`${'x'.repeat(31)}\`?`],
    ];
    for (const [username, sentence] of expected)
      expect(refused(await world.ask(bob, 'bots create', { username })).sentence).toBe(sentence);
    expect(await rows(world, 'select from bot')).toHaveLength(0);
    expect(world.logged).toEqual([]);
  });

  test('says who has a name that is taken, to whoever asks', async () => {
    await using world = await openWorld();
    const [alice, bob] = [await world.person('alice'), await world.person('bob')];
    await world.ask(bob, 'bots create', { username: 'steve' });
    const taken = { code: 'bot_already_exists' };
    expect(refused(await world.ask(alice, 'bots create', { username: 'steve' }))).toEqual({
      ...taken,
      sentence: 'There is already a bot named steve; bob owns it. Names are never given out twice.',
    });
    expect(refused(await world.ask(bob, 'bots create', { username: 'steve' }))).toEqual({
      ...taken,
      sentence: 'There is already a bot named steve; you own it. Names are never given out twice.',
    });
    expect(await rows(world, 'select owner_id from bot')).toEqual([{ owner_id: bob.id }]);
  });

  test('gives no name out again after its bot was deleted', async () => {
    await using world = await openWorld();
    const bob = await world.person('bob');
    await world.ask(bob, 'bots create', { username: 'steve' });
    await world.ask(bob, 'bots delete', { username: 'steve' });
    expect(refused(await world.ask(bob, 'bots create', { username: 'steve' }))).toEqual({
      code: 'bot_already_exists',
      sentence: 'steve was deleted on 21 Nov 2026, 22:14 CET. Names are never given out twice: take another.',
    });
  });

  test('leaves names that begin with af- to admins', async () => {
    await using world = await openWorld();
    const [alice, bob] = [await world.person('alice'), await world.person('bob')];
    expect(refused(await world.ask(bob, 'bots create', { username: 'af-core' }))).toEqual({
      code: 'reserved_slug',
      sentence: 'Names that begin with `af-` are given by admins only. Take another.',
    });
    expect(done(await world.ask(alice, 'bots create', { username: 'af-core' }))).toMatchObject({
      owner: 'alice',
    });
    expect(done(await world.ask(bob, 'bots create', { username: 'afresh' }))).toMatchObject({ owner: 'bob' });
  });

  test('tells a guest which scope it needs', async () => {
    await using world = await openWorld();
    const carol = await world.person('carol');
    expect(refused(await world.ask(carol, 'bots create', { username: 'steve' }))).toEqual({
      code: 'missing_scope',
      sentence:
        '`bots create` needs the scope `bots:write`. You are a guest here; an admin can change that: `members set-role @carol member`.',
    });
  });

  test('names an input that it does not have', async () => {
    await using world = await openWorld();
    const bob = await world.person('bob');
    expect(refused(await world.ask(bob, 'bots create', { username: 'steve', email: 'x' })).sentence).toBe(
      '`bots create` has no input `email`. It takes username, display_name, description, backup_owner and reason.',
    );
    expect(await rows(world, 'select from bot')).toHaveLength(0);
  });
});
