import { afterAll, beforeAll, expect, test } from 'vitest';
import { placeRedaction, planRedaction, REVEAL_KEY } from '../../src/commands/matrix-redactions.ts';
import type { Id } from '../../src/core/ids.ts';
import { openDatabase } from '../../src/store/database.ts';
import { clock, ids } from '../../src/system.ts';
import { sql } from '../dump.ts';
import { asUser } from './as-user.ts';
import { COMMAND_BOT, describeMatrix, type MatrixRunning, startMatrix } from './running.ts';
import { type MatrixUser, roomPath } from './user.ts';

const SECRET = 'hunter2hunter2';
const TEN_MINUTES_MS = 600_000;

type Errand = Id<'matrix_errand'>;

describeMatrix('a message that holds a secret', () => {
  let matrix: MatrixRunning;
  let carol: MatrixUser;
  let room: string;

  const rows = async (statement: string, values: unknown[] = []) =>
    sql(matrix.botmint().databaseUrl, statement, values);

  /** Plans a redaction as whoever is about to send a secret does. */
  async function plan(where = room): Promise<Errand> {
    const [{ id: organization }] = (await rows('select id from organization')) as [
      { id: Id<'organization'> },
    ];
    await using database = openDatabase(matrix.botmint().databaseUrl, { warn: () => {}, error: () => {} });
    const at = new Date(clock.now().getTime() + TEN_MINUTES_MS);
    return await planRedaction({ database, ids, clock }, organization, { room: where, at });
  }

  async function place(id: Errand, event: string): Promise<void> {
    const [{ id: organization }] = (await rows('select id from organization')) as [
      { id: Id<'organization'> },
    ];
    await using database = openDatabase(matrix.botmint().databaseUrl, { warn: () => {}, error: () => {} });
    await placeRedaction({ database }, organization, id, event);
  }

  /** Says it as the command bot does. */
  async function send(id: Errand): Promise<string> {
    const content = { msgtype: 'm.notice', body: SECRET, [REVEAL_KEY]: id };
    const { body } = await asUser(
      matrix,
      COMMAND_BOT,
      'PUT',
      `/rooms/${room}/send/m.room.message/${id}`,
      content,
    );
    return String(body['event_id']);
  }

  /** Lets the ten minutes pass. */
  const pass = async (): Promise<unknown> =>
    rows('update matrix_errand set due_at = now() where done_at is null');

  const isThere = async (event: string): Promise<boolean> =>
    JSON.stringify((await carol.ask('GET', `${roomPath(room)}/event/${event}`)).body).includes(SECRET);

  const becomes = async (id: Errand): Promise<unknown> => {
    const is =
      'select done_at is not null as done, given_up_at is not null as given_up, fault from matrix_errand where id = $1';
    await expect
      .poll(async () => rows(`${is} and (done_at is not null or given_up_at is not null)`, [id]), {
        timeout: 10_000,
      })
      .not.toEqual([]);
    return (await rows(is, [id]))[0];
  };

  const DONE = { done: true, given_up: false, fault: null };

  beforeAll(async () => {
    matrix = await startMatrix();
    carol = await matrix.user('carol');
    room = await carol.createRoom();
    await carol.ask('POST', `${roomPath(room)}/invite`, { user_id: COMMAND_BOT });
    await asUser(matrix, COMMAND_BOT, 'POST', `/join/${room}`, {});
  });
  afterAll(() => matrix[Symbol.asyncDispose]());

  test('is redacted when its time is over, after a restart as well, and not before', async () => {
    const id = await plan();
    const event = await send(id);
    await place(id, event);
    await matrix.restart();
    expect(await isThere(event)).toBe(true);
    await pass();
    expect(await becomes(id)).toEqual(DONE);
    expect(await isThere(event)).toBe(false);
  });

  test('is found and redacted when whoever sent it was killed before it could note which it was', async () => {
    const [id, other] = [await plan(), await plan()];
    const [event, kept] = [await send(id), await send(other)];
    await matrix.restart();
    await rows('update matrix_errand set due_at = now() where id = $1', [id]);
    expect(await becomes(id)).toEqual(DONE);
    expect([await isThere(event), await isThere(kept)]).toEqual([false, true]);
    await pass();
    expect(await becomes(other)).toEqual(DONE);
    expect(await isThere(kept)).toBe(false);
  });

  test('that was never sent leaves nothing to be done', async () => {
    const id = await plan();
    await pass();
    expect(await becomes(id)).toEqual(DONE);
  });

  test('is redacted by another process when the one that was about to is gone', async () => {
    const id = await plan();
    const event = await send(id);
    await rows("update matrix_errand set claimed_by = $1, due_at = now() + interval '1 hour' where id = $2", [
      ids.make(),
      id,
    ]);
    expect(await becomes(id)).toEqual(DONE);
    expect(await isThere(event)).toBe(false);
  });

  test('is redacted when a homeserver that was away at its time is back', async () => {
    const id = await plan();
    const event = await send(id);
    await place(id, event);
    await matrix.synapse.kill();
    await pass();
    await expect
      .poll(async () => rows('select from matrix_errand where attempts > 1 and id = $1', [id]), {
        timeout: 10_000,
      })
      .toHaveLength(1);
    await matrix.synapse.start();
    expect(await becomes(id)).toEqual(DONE);
    expect(await isThere(event)).toBe(false);
    expect(matrix.botmint().logged.join()).toContain(
      'A redaction waits for the homeserver: it did not answer',
    );
  }, 60_000);

  test('is given up, and that is said, where the command bot is let in no more', async () => {
    const elsewhere = await carol.createRoom();
    const id = await plan(elsewhere);
    await place(id, '$none');
    await pass();
    expect(await becomes(id)).toMatchObject({
      given_up: true,
      fault: expect.stringContaining('M_FORBIDDEN'),
    });
    expect(matrix.botmint().logged.join()).toContain(
      `The message $none in ${elsewhere} could not be redacted`,
    );
  });
});
