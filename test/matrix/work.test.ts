import { expect, test } from 'vitest';
import { migratedDatabase } from '../database.ts';
import { sql } from '../dump.ts';
import { openWorking } from '../jobs/working.ts';

test('what serve has kept of Matrix a process that does the jobs alone works off, whatever is down', async () => {
  await using database = await migratedDatabase();
  await sql(
    database.url,
    `with o as (insert into organization (id, name, matrix_server, created_at)
       values (gen_random_uuid(), 'hs.test', 'hs.test', now()) returning id)
     insert into matrix_event (organization_id, event_id, room_id, event, received_at, due_at)
     select id, '$1', '!1', $1, now(), now() from o`,
    [
      JSON.stringify({
        event_id: '$1',
        room_id: '!1',
        type: 'm.room.message',
        sender: '@alice:hs.test',
        origin_server_ts: 1,
        content: { msgtype: 'm.text', body: 'talk' },
      }),
    ],
  );
  await using working = await openWorking(database.url, {
    MATRIX_HOMESERVER_URL: 'http://127.0.0.1:9',
    MATRIX_SERVER_NAME: 'hs.test',
    MATRIX_AS_TOKEN: 'as_token_of_a_test_0123456789abcdef',
    MATRIX_HS_TOKEN: 'hs_token_of_a_test_0123456789abcdef',
  });
  const worker = await working.start();
  const left = async () => sql(database.url, 'select from matrix_event where done_at is null');
  await expect.poll(left, { timeout: 10_000 }).toEqual([]);
  expect(await worker.stop()).toBe(0);
});
