import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { Secret } from '../../src/core/secret.ts';
import { migratedDatabase } from '../database.ts';
import { sql } from '../dump.ts';
import { COMMAND_BOT, describeMatrix, type MatrixRunning, startMatrix } from './running.ts';
import { homeserverAt } from './synapse.ts';
import type { MatrixUser } from './user.ts';

const root = join(import.meta.dirname, '../..');

/** A process of Botmint's own, which can be killed as a crash would. */
async function startChild(env: Record<string, string>): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['src/main.ts', 'dev'], {
    cwd: root,
    env: { ...process.env, CLONE_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  for await (const line of createInterface({ input: child.stdout }))
    if (line.startsWith('First')) return child;
  throw new Error(`Botmint ended with ${child.exitCode}`);
}

async function kill(child: ChildProcess | undefined): Promise<void> {
  if (child?.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

interface Row {
  /** The event. */
  at: string;
  attempts: number;
  is_done: boolean;
}

/** What was kept of messages of alice, in the order in which it was told. */
const rowsIn = async (databaseUrl: string): Promise<Row[]> =>
  (await sql(
    databaseUrl,
    `select event_id as at, attempts, done_at is not null as is_done from matrix_event
     where event->>'sender' like '@alice:%' and event->>'type' = 'm.room.message' order by id`,
  )) as Row[];

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (const end = performance.now() + 10_000; !(await isSo()); await sleep(20))
    if (performance.now() > end) throw new Error(`waited in vain for ${what}`);
}

describeMatrix('what people say', () => {
  let matrix: MatrixRunning;
  let alice: MatrixUser;
  let room = '';
  let env: Record<string, string> = {};
  let databaseUrl = '';
  let child: ChildProcess | undefined;

  beforeAll(async () => {
    await using stack = new AsyncDisposableStack();
    matrix = stack.use(await startMatrix());
    // A child takes its place, on a database that stays when that is killed.
    await matrix.botmint()[Symbol.asyncDispose]();
    const database = stack.use(await migratedDatabase());
    const folder = await mkdtemp(join(tmpdir(), 'botmint-failures-'));
    stack.defer(() => rm(folder, { recursive: true }));
    databaseUrl = database.url;
    env = { ...matrix.environment, DATABASE_URL: databaseUrl, DATA_DIR: folder };
    alice = await matrix.user('alice');
    const bob = await matrix.user('bob');
    room = await alice.createRoom({ invite: [COMMAND_BOT, bob.userId] });
    // So that it is no direct room, in which every word is meant for the command bot.
    await bob.join(room);
    const { MATRIX_HOMESERVER_URL: url = '', MATRIX_AS_TOKEN: token = '' } = env;
    const homeserver = homeserverAt(url, new Secret(token));
    await homeserver.join(COMMAND_BOT, room);
    const opened = stack.move();
    return () => opened.disposeAsync();
  });

  afterEach(() => kill(child));

  test('and was answered to the homeserver is worked off once, though Botmint is killed before', async () => {
    child = await startChild(env);
    const holder = new Client(databaseUrl);
    await holder.connect();
    // Nobody works anything off while somebody else has the turn.
    await holder.query("select pg_advisory_lock(hashtext('matrix events'), 0)");
    const id = await alice.say(room, '!bots create steve');
    await until('the message to be kept', async () => (await rowsIn(databaseUrl)).length === 1);
    await kill(child);
    await holder.end();
    const before = { at: id, attempts: 0, is_done: false };
    expect(await rowsIn(databaseUrl)).toEqual([before]);
    child = await startChild(env);
    await until('it to be worked off', async () => (await rowsIn(databaseUrl)).every((row) => row.is_done));
    expect(await rowsIn(databaseUrl)).toEqual([{ ...before, attempts: 1, is_done: true }]);
    await until('the answer', async () => answers().length > 0);
    expect(answers()).toEqual([expect.stringContaining('steve is ready')]);
  });

  test('while Botmint is down is all heard when it is back, in order, once and at once', async () => {
    const before = answers().length;
    const said: string[] = [];
    for (let each = 0; each < 60; each += 1)
      said.push(await alice.say(room, each % 10 === 0 ? `!bots show number${each}` : `talk ${each}`));
    child = await startChild(env);
    const began = performance.now();
    await until(
      'all of them',
      async () => (await rowsIn(databaseUrl)).filter((row) => row.is_done).length > 60,
    );
    await until('all answers', async () => answers().length >= before + 6);
    // oxlint-disable-next-line no-console -- the figure is part of the result
    console.log(`60 messages were heard ${Math.round(performance.now() - began)} ms after the start.`);
    expect((await rowsIn(databaseUrl)).slice(-60).map(({ at }) => at)).toEqual(said);
    const heard = answers().map((text) => /number\d+/.exec(text)?.[0]);
    expect(heard.slice(before)).toEqual([0, 10, 20, 30, 40, 50].map((each) => `number${each}`));
  });

  /** What Botmint answered in the room, as alice sees it. */
  function answers(): string[] {
    const fromBot = alice.seen.filter(
      ({ sender, type }) => sender === COMMAND_BOT && type === 'm.room.message',
    );
    return fromBot.filter(({ room_id: at }) => at === room).map(({ content }) => String(content['body']));
  }
});
