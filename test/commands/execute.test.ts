import { Client } from 'pg';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Command } from '../../src/commands/declare.ts';
import { execute } from '../../src/commands/execute.ts';
import { botsCreate } from '../../src/commands/bots-create.ts';
import { whoami } from '../../src/commands/whoami.ts';
import { openDatabase } from '../../src/store/database.ts';
import { done, issue, openWorld, refused, rows, type World } from '../world.ts';

async function audit(world: World): Promise<string[]> {
  const found = await rows(
    world,
    'select actor_name, surface, command, target, outcome from audit_entry order by at, outcome',
  );
  return found.map((entry) => Object.values(entry).join(' · '));
}

const Named = z.object({ username: z.string() });

/** The same command, but that what it does is followed by this. */
function followedBy(fail: () => never): Command {
  return {
    ...botsCreate,
    async run(context, input) {
      await botsCreate.run(context, Named.parse(input), undefined);
      return fail();
    },
    say: () => ({ text: [] }),
  };
}

describe('the audit', () => {
  test('has what was done and what was refused, by whom, from where and to what', async () => {
    await using world = await openWorld();
    const [alice, bob, carol] = [
      await world.person('alice'),
      await world.person('bob'),
      await world.person('carol'),
    ];
    const ask = async (who: typeof bob, command: string, input: Record<string, unknown>) => {
      world.clock.pass(1000);
      return world.ask(who, command, input);
    };
    await ask(alice, 'bots create', { username: 'steve' });
    await ask(bob, 'bots create', { username: 'steve' });
    await ask(bob, 'bots delete', { username: 'steve' });
    await ask(carol, 'tokens issue', { username: 'steve', expiry: '3d' });
    const { id, token } = await issue(world, alice, 'steve');
    await ask(alice, 'tokens revoke', { id: id.slice(0, 8) });
    await ask(alice, 'bots delete', { username: '@Steve' });
    await expect(world.bot(token)).rejects.toThrow('This token was revoked.');
    expect(await audit(world)).toEqual([
      'alice · slack · bots create · steve · done',
      'bob · slack · bots create · steve · bot_already_exists',
      'bob · slack · bots delete · steve · forbidden',
      'alice · slack · tokens issue · steve · done',
      'carol · slack · tokens issue · steve · missing_scope',
      `alice · slack · tokens revoke · ${id} · done`,
      'alice · slack · bots delete · steve · done',
    ]);
  });

  test('has no reads and no slips of the pen', async () => {
    await using world = await openWorld();
    const bob = await world.person('bob');
    for (const read of ['bots list', 'tokens list', 'whoami', 'help']) done(await world.ask(bob, read));
    for (const input of [{}, { username: 'Stéve' }, { user: 'steve' }])
      refused(await world.ask(bob, 'bots create', input));
    refused(await world.ask(bob, 'bots show', { username: 'nobody' }));
    expect(await audit(world)).toEqual([]);
  });

  test('has a question that was refused, and none that was asked', async () => {
    await using world = await openWorld();
    const [alice, bob] = [await world.person('alice'), await world.person('bob')];
    await world.ask(alice, 'bots create', { username: 'steve' });
    const command = world.deps.commands.find(({ name }) => name === 'bots delete');
    if (!command) throw new Error('there is no bots delete');
    for (const who of [alice, bob]) await execute(command, { username: 'steve' }, who, world.deps, false);
    expect(await audit(world)).toEqual([
      'alice · slack · bots create · steve · done',
      'bob · slack · bots delete · steve · forbidden',
    ]);
  });

  test('names the bot when a bot asked', async () => {
    await using world = await openWorld();
    const bob = await world.person('bob');
    await world.ask(bob, 'bots create', { username: 'steve' });
    const { token } = await issue(world, bob, 'steve', { scopes: 'bots:write' });
    world.clock.pass(1000);
    await world.ask(await world.bot(token), 'bots delete', { username: 'steve' });
    expect((await audit(world)).at(-1)).toBe('steve · rest · bots delete · steve · done');
  });
});

describe('a fault of ours', () => {
  test('is told under a number that the log has too, and nothing was changed', async () => {
    await using world = await openWorld();
    const bob = await world.person('bob');
    const broken = followedBy(() => {
      throw new Error('the roof fell in');
    });
    const outcome = await execute(broken, { username: 'steve' }, bob, world.deps, true);
    const { code, sentence } = refused(outcome);
    expect(code).toBe('internal_error');
    const [, number] =
      /^Something went wrong on our side, and nothing was changed\. If it happens again, tell an admin the number `(req_[0-9A-F]{8})`\.$/.exec(
        sentence,
      ) ?? [];
    expect(world.logged).toHaveLength(1);
    expect(world.logged[0]).toContain(`${number} Error: the roof fell in`);
    expect(await rows(world, 'select from bot')).toEqual([]);
    expect(await audit(world)).toEqual(['bob · slack · bots create · steve · internal_error']);
  });

  test('is an answer that is not as it was declared, too', async () => {
    await using world = await openWorld();
    const broken: Command = { ...whoami, run: async () => ({ name: 7 }), say: () => ({ text: [] }) };
    const outcome = await execute(broken, {}, await world.person('bob'), world.deps, true);
    expect(refused(outcome).code).toBe('internal_error');
  });

  test('leaves a connection for the next, however often it happens', async () => {
    await using world = await openWorld();
    const bob = await world.person('bob');
    const broken = followedBy(() => {
      throw new Error('again');
    });
    for (let time = 0; time < 20; time += 1)
      await execute(broken, { username: 'steve' }, bob, world.deps, true);
    expect(done(await world.ask(bob, 'bots create', { username: 'steve' }))).toMatchObject({ owner: 'bob' });
  });
});

describe('without its database', () => {
  test('Botmint says so, and that nothing was changed', async () => {
    await using world = await openWorld();
    const bob = await world.person('bob');
    const log = { warn: () => undefined, error: () => undefined };
    await using database = openDatabase('postgres://botmint:x@127.0.0.1:1/botmint', log);
    const away = { ...world.deps, database };
    const asked = away.commands.filter(({ name }) => name === 'bots list' || name === 'tokens list');
    expect(asked).toHaveLength(2);
    for (const command of [...asked, botsCreate]) {
      const input = command === botsCreate ? { username: 'steve' } : {};
      expect(refused(await execute(command, input, bob, away, true))).toEqual({
        code: 'service_unavailable',
        sentence:
          'Botmint cannot reach its database just now, and nothing was changed. Try again in a minute.',
      });
    }
  });

  test('in the middle of a command Botmint says the same, and goes on when it is back', async () => {
    await using world = await openWorld();
    const bob = await world.person('bob');
    const interrupted: Command = {
      ...botsCreate,
      async run(context, input) {
        await botsCreate.run(context, Named.parse(input), undefined);
        await endConnections(world.databaseUrl);
        return botsCreate.run(context, { username: 'other' }, undefined);
      },
      say: () => ({ text: [] }),
    };
    const outcome = await execute(interrupted, { username: 'steve' }, bob, world.deps, true);
    expect(refused(outcome)).toEqual({
      code: 'service_unavailable',
      sentence: 'Botmint cannot reach its database just now, and nothing was changed. Try again in a minute.',
    });
    expect(await rows(world, 'select from bot')).toEqual([]);
    done(await world.ask(bob, 'bots create', { username: 'steve' }));
    expect(world.logged.join('\n')).toContain('The database does not answer:');
  });
});

async function endConnections(url: string): Promise<void> {
  const client = new Client(url);
  await client.connect();
  await client.query(
    `select pg_terminate_backend(pid, 5000) from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid()`,
  );
  await client.end();
}

test('whoami asks the database nothing, and what it is not asked it does not open', async () => {
  await using world = await openWorld();
  const bob = await world.person('bob');
  await using closed = openDatabase('postgres://botmint:x@127.0.0.1:1/botmint', world.deps.log);
  const outcome = await execute(whoami, {}, bob, { ...world.deps, database: closed }, true);
  expect(done(outcome)).toMatchObject({ name: 'bob' });
});

test('an input that is no input is refused in a sentence', async () => {
  await using world = await openWorld();
  const bob = await world.person('bob');
  for (const raw of ['a line', [1], null, undefined, 7]) {
    const { code } = refused(await execute(botsCreate, raw, bob, world.deps, true));
    expect(['missing_input', 'invalid_input']).toContain(code);
  }
  expect(world.logged).toEqual([]);
});
