import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, chown, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execPath, getuid, kill, pid } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { makeDataFolder } from '../../src/data-folder.ts';
import { type Embedded, holdLock, openEmbedded } from '../../src/store/embedded.ts';
import { readLockFile, stopPostmaster } from '../../src/store/postmaster.ts';
import { roomyFolder } from '../postgres.ts';

const Opened = z.object({ url: z.string(), locked: z.boolean() });
const children = new Set<ChildProcess>();
let temporary = '';
let made = '';
let folder = '';

// A cluster is made once, in a folder that only its owner may enter; the tests start from copies of it.
beforeAll(async () => {
  temporary = await mkdtemp(join(await roomyFolder(), 'botmint-embedded-'));
  await chmod(temporary, 0o700);
  made = join(temporary, 'deep', 'made');
  await using embedded = await open(made);
  await query(embedded.url, 'create table kept (name text)');
  await query(embedded.url, "insert into kept values ('steve')");
});

beforeEach(async () => {
  folder = await mkdtemp(join(temporary, 'data-'));
  // Ten times as fast as copying through Node.
  await promisify(execFile)('cp', ['-a', `${made}/.`, folder]);
});

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  children.clear();
  const postmaster = await readLockFile(join(folder, 'postgres'));
  if (postmaster) await stopPostmaster(postmaster, join(folder, 'postgres'));
});

afterAll(async () => rm(temporary, { recursive: true, maxRetries: 5 }));

async function open(where = folder, settings = {}): Promise<Embedded> {
  await makeDataFolder(where);
  return openEmbedded({ folder: where, random: { bytes: randomBytes }, log: () => undefined, settings });
}

/** Opens the folder in a process of its own. */
function start(where = folder) {
  const script = join(import.meta.dirname, 'open-embedded.ts');
  const child = spawn(execPath, [script, where], { stdio: ['pipe', 'pipe', 'inherit'] });
  children.add(child);
  return {
    ready: async () => {
      const chunks = z.array(z.instanceof(Buffer)).parse(await once(child.stdout, 'data'));
      return Opened.parse(JSON.parse(chunks.join('')));
    },
    close: async () => {
      child.stdin.end();
      await once(child, 'exit');
    },
    kill: async () => {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client(url);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function postmasterPid(): Promise<number> {
  return (await readLockFile(join(folder, 'postgres')))?.pid ?? 0;
}

describe('the embedded Postgres', () => {
  test('is made in a new folder, for its owner alone', async () => {
    const home = join(folder, 'new', 'home');
    await using embedded = await open(home);
    expect(await query(embedded.url, 'select current_user, current_database()')).toEqual([
      { current_user: 'botmint', current_database: 'botmint' },
    ]);
    const role = 'select rolsuper, rolbypassrls, rolcreatedb from pg_roles where rolname = current_user';
    expect(await query(embedded.url, role)).toEqual([
      { rolsuper: false, rolbypassrls: false, rolcreatedb: false },
    ]);
    expect(await query(embedded.url, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);

    const modes = await Promise.all(
      ['', 'postgres', 'postgres.log', 'postgres.password'].map(
        async (name) => (await stat(join(home, name))).mode & 0o777,
      ),
    );
    expect(modes).toEqual([0o700, 0o700, 0o600, 0o600]);
  });

  test('wants its password', async () => {
    await using embedded = await open();
    const url = embedded.url.replace(/botmint:\w+/, 'botmint:wrong');
    await expect(query(url, 'select 1')).rejects.toThrow('password authentication failed');
  });

  test('keeps what it was given over a restart, and stops when disposed', async () => {
    const first = await open();
    await query(first.url, "insert into kept values ('mary')");
    await first[Symbol.asyncDispose]();
    expect(await postmasterPid()).toBe(0);
    await using second = await open();
    expect(await query(second.url, 'select name from kept')).toEqual([{ name: 'steve' }, { name: 'mary' }]);
  });

  test('is adopted when it outlived a Botmint that was killed', async () => {
    const first = start();
    const { url } = await first.ready();
    await first.kill();
    const second = await open();
    expect(second.url).toBe(url);
    expect(await query(second.url, 'select name from kept')).toEqual([{ name: 'steve' }]);
    await second[Symbol.asyncDispose]();
    expect(await postmasterPid()).toBe(0);
  });

  test('recovers when it was killed together with Botmint', async () => {
    const first = start();
    const { url } = await first.ready();
    await query(url, "insert into kept values ('mary')");
    kill(await postmasterPid(), 'SIGKILL');
    await first.kill();
    await using second = await open();
    expect(await query(second.url, 'select name from kept')).toEqual([{ name: 'steve' }, { name: 'mary' }]);
  });

  test('starts although the process id in its lock file has become a stranger’s', async () => {
    const first = start();
    await first.ready();
    kill(await postmasterPid(), 'SIGKILL');
    await first.kill();
    const lockFile = join(folder, 'postgres', 'postmaster.pid');
    await writeFile(lockFile, (await readFile(lockFile, 'utf8')).replace(/^\d+/, String(pid)));
    await using second = await open();
    expect(await query(second.url, 'select name from kept')).toHaveLength(1);
  });

  test('opened twice at once is one, is held by one, and is left alone by the other', async () => {
    const home = join(folder, 'new');
    const both = [start(home), start(home)] as const;
    const [one, two] = await Promise.all(both.map(async (each) => each.ready()));
    expect(one?.url).toBe(two?.url);
    expect([one?.locked, two?.locked].filter(Boolean)).toHaveLength(1);
    const [holder, other] = one?.locked ? both : ([both[1], both[0]] as const);
    await other.close();
    expect(await query(one?.url ?? '', 'select 1 as one')).toEqual([{ one: 1 }]);
    await holder.close();
    expect(await readLockFile(join(home, 'postgres'))).toBeUndefined();
  });

  test('is made anew when its making was interrupted', async () => {
    const home = join(folder, 'new');
    const first = start(home);
    const drafts = async () =>
      (await readdir(home).catch(() => [])).filter((name) => name.startsWith('postgres.draft'));
    while ((await drafts()).length === 0) await sleep(10);
    await sleep(100);
    await first.kill();
    expect(await drafts()).toHaveLength(1);
    await using second = await open(home);
    expect(await query(second.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(await drafts()).toEqual([]);
  });

  test('gets the role and the database that an interrupted first start did not come to', async () => {
    const first = await open();
    const asSuperuser = first.superuserUrl.replace(/botmint$/, 'postgres');
    await query(asSuperuser, 'drop database botmint');
    await query(asSuperuser, 'drop role botmint');
    await stopPostmaster(
      (await readLockFile(join(folder, 'postgres'))) ?? { pid: 0, port: 0 },
      join(folder, 'postgres'),
    );
    await using second = await open();
    expect(await query(second.url, 'select current_user')).toEqual([{ current_user: 'botmint' }]);
  });

  test.runIf(getuid?.() === 0)('of another user is run as that user', async () => {
    const names = await readdir(join(folder, 'postgres'), { recursive: true });
    for (const name of ['', ...names]) await chown(join(folder, 'postgres', name), 65534, 65534);
    await using embedded = await open();
    expect(await query(embedded.url, 'select name from kept')).toHaveLength(1);
    expect((await stat(`/proc/${await postmasterPid()}`)).uid).toBe(65534);
  });
});

describe('the lock that decides who is Botmint', () => {
  test('is free again when it is given back', async () => {
    await using embedded = await open();
    const first = await holdLock(embedded.url);
    expect(await holdLock(embedded.url)).toBeUndefined();
    await first?.[Symbol.asyncDispose]();
    await using second = await holdLock(embedded.url);
    expect(second).toBeDefined();
  });

  test('is taken again when its connection was lost', async () => {
    await using embedded = await open();
    await using _first = await holdLock(embedded.url);
    const holders = "from pg_stat_activity where application_name = 'botmint lock'";
    const before = await query(embedded.superuserUrl, `select pid ${holders}`);
    await query(embedded.superuserUrl, `select pg_terminate_backend(pid) ${holders}`);
    await expect.poll(async () => query(embedded.superuserUrl, `select pid ${holders}`)).toHaveLength(1);
    expect(await query(embedded.superuserUrl, `select pid ${holders}`)).not.toEqual(before);
    expect(await holdLock(embedded.url)).toBeUndefined();
  });
});

describe('a Postgres that cannot be opened says in one sentence what to do', () => {
  test('when its passwords are gone', async () => {
    await rename(join(folder, 'postgres.password'), join(folder, 'elsewhere'));
    await expect(open()).rejects.toThrow(/passwords of the database are gone from .*put that file back/);
  });

  test('when Postgres refuses to start', async () => {
    await expect(open(folder, { max_connections: 'many' })).rejects.toThrow(
      /did not start on .*invalid value for parameter "max_connections": "many". See .*postgres.log/,
    );
  });

  test('when the cluster is of another version', async () => {
    await writeFile(join(folder, 'postgres', 'PG_VERSION'), '12\n');
    await expect(open()).rejects.toThrow(/did not start on .*incompatible with server/);
  });
});
