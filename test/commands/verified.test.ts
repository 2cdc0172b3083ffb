import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import * as actors from '../../src/commands/actors.ts';
import type { SlackProfile } from '../../src/commands/people.ts';
import { keptOf, Verified } from '../../src/commands/verified.ts';
import type { MemberActor } from '../../src/core/actor.ts';
import { Lease } from '../../src/core/lease.ts';
import { Secret } from '../../src/core/secret.ts';
import type { PresentedToken } from '../../src/store/across.ts';
import { ids } from '../../src/system.ts';
import { migratedDatabase } from '../database.ts';
import { sql as ask } from '../dump.ts';
import { type Process, startProcess } from '../process.ts';
import { slowPostgres } from '../slow-postgres.ts';
import { slackPerson, TEAM } from '../world.ts';

const Issued = z.object({ id: z.string(), access_token: z.instanceof(Secret) });

interface Here extends AsyncDisposable {
  url: string;
  process: Process;
  bob: MemberActor;
  /** What went to the database but for the beat. */
  asked(): number;
  issue(input?: Record<string, unknown>): Promise<{ id: string; token: Secret }>;
}

/** One process that keeps what it verified, with bob's bot steve. */
async function openHere(): Promise<Here> {
  await using stack = new AsyncDisposableStack();
  const { url } = stack.use(await migratedDatabase());
  const proxy = stack.use(await slowPostgres(url));
  const process = stack.use(await startProcess(proxy.url, { line: url, isSteady: true }));
  const bob = await actors.ofSlackUser(slackPerson('bob'), process.deps);
  await process.done(bob, 'bots create', { username: 'steve' });
  const opened = stack.move();
  return {
    url,
    process,
    bob,
    asked: () => proxy.asked,
    issue: async (input = {}) => {
      const asked = { username: 'steve', expiry: '1d', format: 'opaque', ...input };
      const { id, access_token: token } = Issued.parse(await process.done(bob, 'tokens issue', asked));
      return { id, token };
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

async function scopesOf({ process: { deps } }: Here, token: Secret): Promise<string[]> {
  return [...(await actors.ofToken(token.reveal(), { surface: 'rest' }, deps)).scopes].toSorted();
}

describe('a token', () => {
  test.each(['opaque', 'jwt'])(
    'of the format %s costs one statement the first time, and then none',
    async (format) => {
      await using here = await openHere();
      const { token } = await here.issue({ format });
      const counts: number[] = [];
      for (let count = 0; count < 100; count += 1) {
        const before = here.asked();
        expect(await here.process.told(token)).toBe('steve');
        counts.push(here.asked() - before);
      }
      expect(counts).toEqual([1, ...Array.from({ length: 99 }, () => 0)]);
    },
  );

  test('that was changed by one letter is never taken for the one that is kept', async () => {
    await using here = await openHere();
    const { token } = await here.issue({ format: 'jwt' });
    expect(await here.process.told(token)).toBe('steve');
    const other = new Secret(token.reveal().replace(/.{20}$/, 'A'.repeat(20)));
    expect(await here.process.told(other)).toBe('unknown_bot_token');
  });

  test('that is kept ends when it ends', async () => {
    await using here = await openHere();
    const { token } = await here.issue();
    await ask(here.url, "update token set expires_at = clock_timestamp() + interval '300 ms'");
    const answers: string[] = [];
    while (answers.at(-1) !== 'expired_bot_token') answers.push(await here.process.told(token));
    expect(answers.length).toBeGreaterThan(10);
    expect(new Set(answers)).toEqual(new Set(['steve', 'expired_bot_token']));
    expect(await ask(here.url, 'select from token where expires_at > clock_timestamp()')).toEqual([]);
  });

  test('that was not issued yet is known as soon as it is', async () => {
    await using here = await openHere();
    const { token } = await here.issue();
    await ask(here.url, 'begin; create table kept as table token; truncate token cascade; commit');
    expect(await here.process.told(token)).toBe('unknown_bot_token');
    await ask(
      here.url,
      `do $$ begin execute (select 'insert into token (' || names || ') select ' || names || ' from kept' from (
         select string_agg(quote_ident(column_name), ', ') as names from information_schema.columns
         where table_name = 'token') as all_of_it); end $$`,
    );
    expect(await here.process.told(token)).toBe('steve');
  });
});

async function becomes({ process }: Here, changes: Partial<SlackProfile>): Promise<void> {
  const person = { ...slackPerson('bob', TEAM, changes), fresh: true };
  await actors.ofSlackUser(person, process.deps).catch(() => undefined);
}

describe('what a token that is kept may do', () => {
  const SCOPES = { scopes: 'bots:read bots:write' };

  test('shrinks at its next use when its owner becomes a guest, is nothing when they are gone, and comes back', async () => {
    await using here = await openHere();
    const { token } = await here.issue(SCOPES);
    expect(await scopesOf(here, token)).toEqual(['bots:read', 'bots:write']);
    await becomes(here, { isRestricted: true });
    expect(await scopesOf(here, token)).toEqual(['bots:read']);
    await becomes(here, { isDeleted: true });
    expect(await scopesOf(here, token)).toEqual([]);
    await becomes(here, {});
    expect(await scopesOf(here, token)).toEqual(['bots:read', 'bots:write']);
  });

  test('is looked up again after a change of the bot, or of the organization, and of no other', async () => {
    await using here = await openHere();
    const { token } = await here.issue();
    const { database, peers } = here.process.deps;
    const { organizationId } = here.bob;
    const [row] = await ask(here.url, 'select id from bot');
    const { id: bot } = z.object({ id: z.custom<PresentedToken['bot_id']>() }).parse(row);
    const changes = [
      [`update bot set disabled_at = now()`, { bots: [bot] }, 'frozen_bot_token'],
      [`update bot set disabled_at = null`, { bots: [ids.make<'bot'>()] }, 'frozen_bot_token'],
      [
        `update token set frozen_at = now()`,
        { organization: ids.make<'organization'>() },
        'frozen_bot_token',
      ],
      [`update token set frozen_at = null`, { organization: organizationId }, 'steve'],
    ] as const;
    expect(await here.process.told(token)).toBe('steve');
    for (const [change, stale, answer] of changes) {
      await using transaction = database.begin(organizationId, 'write');
      await sql.raw(change).execute(transaction.db);
      const settled = await peers.announce(transaction.db, stale);
      await transaction.commit();
      await settled();
      expect([change, await here.process.told(token)]).toEqual([change, answer]);
    }
  });
});

const kept = () =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nothing else of the row is looked at here
  keptOf({
    id: ids.make<'token'>(),
    networks: [],
    scopes: [],
    owner_role: 'member',
  } as unknown as PresentedToken);

function openMemory(most: number) {
  const time = { is: 0 };
  const lease = new Lease(() => time.is);
  lease.renew(0);
  return { time, lease, memory: new Verified(lease, most) };
}

describe('the memory of verified tokens', () => {
  test('holds so many, and lets go of the one that was used least lately', () => {
    const { memory } = openMemory(2);
    for (const key of ['a', 'b']) memory.keep(key, kept(), memory.generation);
    expect(memory.find('a')).toBeDefined();
    memory.keep('c', kept(), memory.generation);
    expect(['a', 'b', 'c'].map((key) => memory.find(key) !== undefined)).toEqual([true, false, true]);
  });

  test('keeps nothing that was looked up while something became stale', () => {
    const { memory } = openMemory(2);
    const { generation } = memory;
    memory.drop({ tokens: [ids.make<'token'>()] });
    memory.keep('a', kept(), generation);
    expect(memory.find('a')).toBeUndefined();
  });

  test('serves for a second after the last beat that was answered was sent', () => {
    const { time, lease, memory } = openMemory(2);
    memory.keep('a', kept(), memory.generation);
    time.is = 999;
    expect(memory.find('a')).toBeDefined();
    time.is = 1000;
    expect(memory.find('a')).toBeUndefined();
    lease.renew(900);
    expect(memory.find('a')).toBeDefined();
    lease.end();
    expect(memory.find('a')).toBeUndefined();
  });
});
