import { expect, test } from 'vitest';
import { migratedDatabase } from '../database.ts';
import { sql } from '../dump.ts';
import { openWorking } from '../jobs/working.ts';

/** Keeps what the homeserver told, each in a room of its own, with these columns: values as SQL has them. */
async function keep(url: string, id: string, event: object, more: Record<string, string> = {}) {
  const columns = { due_at: 'now()', received_at: 'now()', ...more };
  await sql(
    url,
    `insert into matrix_event (organization_id, event_id, room_id, event, ${Object.keys(columns).join(', ')})
     select id, $1, $1, $2, ${Object.values(columns).join(', ')} from organization`,
    [
      id,
      JSON.stringify({ event_id: id, room_id: id, sender: '@alice:hs.test', origin_server_ts: 1, ...event }),
    ],
  );
}

const talk = { type: 'm.room.message', content: { msgtype: 'm.text', body: 'talk' } };
/** Of this the homeserver has to be asked. */
const joined = { type: 'm.room.member', state_key: '@botmint:hs.test', content: { membership: 'join' } };
/** What nobody can work off. */
const broken = { type: 'm.room.member', state_key: '@botmint:hs.test' };

test('what serve has kept of Matrix a process that does the jobs alone works off, and passes over what fails too often', async () => {
  await using database = await migratedDatabase();
  const { url } = database;
  await sql(
    url,
    `insert into organization (id, name, matrix_server, created_at)
     values (gen_random_uuid(), 'hs.test', 'hs.test', now())`,
  );
  await sql(
    url,
    "insert into matrix_user (organization_id, user_id, created_at) select id, '@botmint:hs.test', now() from organization",
  );
  await using working = await openWorking(url, {
    MATRIX_HOMESERVER_URL: 'http://127.0.0.1:9',
    MATRIX_SERVER_NAME: 'hs.test',
    MATRIX_AS_TOKEN: 'as_token_of_a_test_0123456789abcdef',
    MATRIX_HS_TOKEN: 'hs_token_of_a_test_0123456789abcdef',
  });
  // In the hands of a process that was killed.
  const held = { claimed_by: 'gen_random_uuid()', due_at: "now() + interval '1 hour'" };
  await keep(url, '!held', talk, held);
  const worker = await working.start();
  const left = async () => sql(url, 'select event_id from matrix_event where done_at is null');
  await expect.poll(left, { timeout: 10_000 }).toEqual([]);

  const row = async (id: string) => {
    const is =
      'select attempts, done_at is not null as is_over, fault from matrix_event where event_id = $1 and claimed_by is null';
    return (await sql(url, is, [id]))[0];
  };
  const becomes = async (id: string, state: object): Promise<void> => {
    await expect.poll(async () => row(id), { timeout: 10_000 }).toMatchObject(state);
  };
  const again = async () => sql(url, 'update matrix_event set due_at = now() where done_at is null');
  // Kept while Botmint was down for long, and the homeserver is away when it is back.
  const long = { received_at: "now() - interval '2 hours'" };
  await keep(url, '!away', joined, { ...long, attempts: '4' });
  await keep(url, '!last', joined, { attempts: '64' });
  await keep(url, '!broken', broken, { attempts: '4' });
  const away = expect.stringMatching(/did not answer/) as string;
  const cannot = expect.stringMatching(/membership/) as string;
  await becomes('!away', { attempts: 5, is_over: false, fault: away });
  await becomes('!last', { attempts: 65, is_over: true, fault: away });
  await becomes('!broken', { attempts: 5, is_over: false, fault: cannot });
  await again();
  await becomes('!away', { attempts: 6, is_over: false });
  await becomes('!broken', { attempts: 6, is_over: true, fault: cannot });
  expect(await worker.stop()).toBe(0);
  expect(await worker.complaint).toMatch(/in !broken: .*\. After 6 attempts it is passed over\./);
});
