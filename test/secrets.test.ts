import { describe, expect, test } from 'vitest';
import { commands } from '../src/commands/index.ts';
import { inspect } from 'node:util';
import { done, issue, openWorld, rows, type World } from './world.ts';

/** Every row of every table as text, and what went to the log. */
async function everything(world: World): Promise<string> {
  const tables = await rows(world, "select tablename from pg_tables where schemaname = 'public'");
  const texts = [world.logged.join('\n')];
  for (const { tablename } of tables)
    for (const { text } of await rows(world, `select t::text as text from ${String(tablename)} t`))
      texts.push(String(text));
  return texts.join('\n');
}

describe('a token', () => {
  test.each(['jwt', 'opaque'])('of the format %s is nowhere but with whom it was shown', async (format) => {
    await using world = await openWorld();
    const [alice, bob] = [await world.person('alice'), await world.person('bob')];
    await world.ask(bob, 'bots create', { username: 'steve' });
    const { id, token } = await issue(world, bob, 'steve', {
      format,
      scopes: 'bots:read bots:write tokens:write',
    });
    const secret = token.reveal();
    const steve = await world.bot(token);
    // Pasted where it does not belong, in every input of every command, by a person and by itself.
    for (const command of commands) {
      for (const name of Object.keys(command.input.shape)) {
        for (const who of [alice, bob, steve]) {
          const input = { username: 'steve', expiry: '1d', id: 'ffffffff', [name]: secret };
          const fitting = Object.entries(input).filter(([key]) => key in command.input.shape);
          if (command.name !== 'bots delete' || name === 'username')
            await world.ask(who, command.name, Object.fromEntries(fitting));
        }
      }
    }
    world.clock.pass(1000);
    done(await world.ask(bob, 'tokens revoke', { id }));
    const found = await everything(world);
    expect(found).toContain(id);
    // A JWT begins with its header, which all of them share.
    const parts = format === 'jwt' ? secret.split('.').slice(1) : [secret.slice('af_bot_'.length)];
    for (const part of parts)
      for (let at = 0; at + 12 <= part.length; at += 4) expect(found).not.toContain(part.slice(at, at + 12));
  });

  test('would be found if it were stored: the label that holds one is', async () => {
    await using world = await openWorld();
    const bob = await world.person('bob');
    await world.ask(bob, 'bots create', { username: 'steve' });
    await issue(world, bob, 'steve', { label: 'hunter2hunter2' });
    expect(await everything(world)).toContain('hunter2hunter2');
  });

  test('is not shown by an outcome that is printed, sent as JSON or cloned', async () => {
    await using world = await openWorld();
    const bob = await world.person('bob');
    await world.ask(bob, 'bots create', { username: 'steve' });
    const outcome = await world.ask(bob, 'tokens issue', {
      username: 'steve',
      expiry: '1d',
      format: 'opaque',
    });
    for (const shown of [
      inspect(outcome, { depth: 9, showHidden: true }),
      JSON.stringify(outcome),
      inspect(structuredClone(JSON.parse(JSON.stringify(outcome))), { depth: 9 }),
    ]) {
      expect(shown).toContain('steve');
      expect(shown).not.toMatch(/af_bot_[0-9a-f]/);
    }
  });
});
