import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migratedDatabase } from '../database.ts';
import { dumpAll, sql } from '../dump.ts';
import { type Running, startBotmint } from '../running.ts';
import { slowPostgres } from '../slow-postgres.ts';

const HS_TOKEN = 'hs_token_of_a_test_0123456789abcdef';
const OPAQUE = `af_bot_${'0123456789abcdef'.repeat(4)}`;
const JWT = `eyJhbGciOiJFZERTQSJ9.${'a'.repeat(80)}.${'b'.repeat(80)}`;

// Nobody answers there, and what is told is kept all the same.
const environment = {
  MATRIX_HOMESERVER_URL: 'http://127.0.0.1:9',
  MATRIX_SERVER_NAME: 'hs.test',
  MATRIX_AS_TOKEN: 'as_token_of_a_test_0123456789abcdef',
  MATRIX_HS_TOKEN: HS_TOKEN,
};

let botmint: Running;
beforeAll(async () => {
  botmint = await startBotmint(environment);
});
afterAll(() => botmint[Symbol.asyncDispose]());

interface Asked {
  method?: string;
  token?: string | undefined;
  body?: string;
  at?: Running;
}

async function ask(path: string, { method = 'PUT', token = HS_TOKEN, body, at = botmint }: Asked = {}) {
  const response = await fetch(`${at.api}/_matrix/app/v1/${path}`, {
    method,
    headers: token === '' ? {} : { authorization: `Bearer ${token}` },
    ...(body !== undefined && { body }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

let told = 0;
const tell = async (events: unknown[], more: Asked = {}) =>
  ask(`transactions/${(told += 1)}`, { body: JSON.stringify({ events }), ...more });

const message = (id: string, more: object = {}) => ({
  event_id: `$${id}`,
  room_id: '!room:hs.test',
  type: 'm.room.message',
  sender: '@alice:hs.test',
  origin_server_ts: 1,
  content: { msgtype: 'm.text', body: `said in ${id}` },
  ...more,
});

/** The ids that were kept and begin so, in the order in which they were told. */
async function kept(beginning: string, { databaseUrl } = botmint): Promise<unknown[]> {
  const rows = await sql(
    databaseUrl,
    `select array_agg(event_id order by id) as ids from matrix_event where event_id like '$${beginning}%'`,
  );
  return (rows[0] as { ids: unknown[] | null }).ids ?? [];
}

const OK = { status: 200, body: {} };

describe('who may tell', () => {
  test.each([
    ['no token', '', 401, 'M_UNAUTHORIZED'],
    ['another token', 'hs_token_of_a_test_0123456789abcdeF', 403, 'M_FORBIDDEN'],
    ['the token that Botmint shows', environment.MATRIX_AS_TOKEN, 403, 'M_FORBIDDEN'],
  ])('%s is refused on every path, and nothing is kept', async (_name, token, status, errcode) => {
    const refused = { status, body: { errcode, error: expect.any(String) } };
    expect(await tell([message(`stranger-${status}`)], { token })).toEqual(refused);
    for (const path of ['ping', 'users/@bot_steve:hs.test', 'rooms/%23general:hs.test'])
      expect(await ask(path, { method: path === 'ping' ? 'POST' : 'GET', token })).toEqual(refused);
    expect(await kept('stranger')).toEqual([]);
  });

  test('its Host may be any, and that is so nowhere else', async () => {
    const events = [message('host')];
    const put = { method: 'PUT', body: JSON.stringify({ events }) };
    expect(await asHost('botmint.internal:3000', '/_matrix/app/v1/transactions/host', put)).toBe(200);
    expect(await kept('host')).toEqual(['$host']);
    expect(await asHost('botmint.internal:3000', '/api/v1/bots')).toBe(421);
    expect(await asHost('botmint.internal:3000', '/_matrix/app/v1')).toBe(421);
  });
});

async function asHost(host: string, path: string, { method = 'GET', body = '' } = {}): Promise<number> {
  const headers = { host, authorization: `Bearer ${HS_TOKEN}` };
  const asked = request(botmint.api + path, { method, headers }).end(body);
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  await text(answer);
  return answer.statusCode ?? 0;
}

describe('what is told', () => {
  test('is kept in its order, once, however often and in whatever transaction it comes', async () => {
    expect(await tell([message('once-1'), message('once-2')])).toEqual(OK);
    expect(await tell([message('once-2'), message('once-3'), message('once-3')])).toEqual(OK);
    expect(await ask('transactions/1', { body: JSON.stringify({ events: [message('once-4')] }) })).toEqual(
      OK,
    );
    expect(await kept('once')).toEqual(['$once-1', '$once-2', '$once-3', '$once-4']);
  });

  test('and is no event is passed over, and the rest kept', async () => {
    const odd = [null, 7, 'text', [], {}, { ...message('odd-0'), content: 'text' }, { event_id: '$odd-1' }];
    const events = [
      ...odd,
      message('odd-2', { content: { body: 'NUL \0 and half a character \uD800' } }),
      message('odd-3', { content: { deep: 'DEEP' } }),
      message('odd-4'),
    ];
    const body = JSON.stringify({ events }).replace('"DEEP"', '['.repeat(5000) + ']'.repeat(5000));
    expect(await tell(events, { body })).toEqual(OK);
    expect(await kept('odd')).toEqual(['$odd-2', '$odd-3', '$odd-4']);
    expect(botmint.logged.filter((line) => line.startsWith('7 of the events'))).toHaveLength(1);
  });

  test('is refused where it is no transaction', async () => {
    for (const body of ['', '{', '[]', '{}', '{"events":{}}'])
      expect(await ask('transactions/bad', { body })).toMatchObject({
        status: 400,
        body: { errcode: 'M_BAD_JSON' },
      });
    for (const method of ['POST', 'GET', 'DELETE'])
      expect(await ask('transactions/bad', { method })).toMatchObject({
        status: 405,
        body: { errcode: 'M_UNRECOGNIZED' },
      });
  });

  test('may be as much as a homeserver sends: 8 and 20 MB', async () => {
    for (const megabytes of [8, 20]) {
      const body = 'x'.repeat(megabytes * 10_000);
      const events = Array.from({ length: 100 }, (_, each) =>
        message(`big-${megabytes}-${each}`, { content: { body } }),
      );
      expect(await tell(events)).toEqual(OK);
      expect(await kept(`big-${megabytes}-`)).toHaveLength(100);
    }
  });

  test('holds no token of ours when it is kept, wherever one was pasted', async () => {
    const events = [OPAQUE, JWT].map((token, each) =>
      message(`secret-${each}`, {
        type: `type ${token}`,
        state_key: token,
        redacts: token,
        content: {
          body: `here: ${token}`,
          'm.mentions': { user_ids: [token] },
          [token]: { deep: [[token]] },
        },
        unsigned: { prev_content: { body: token } },
      }),
    );
    expect(await tell(events)).toEqual(OK);
    const everything = await dumpAll(botmint.databaseUrl);
    expect(everything).toContain('here: af_bot_…');
    expect(everything).toContain('here: eyJ…');
    for (const token of [OPAQUE, JWT]) expect(everything).not.toContain(token.slice(0, 24));
    expect(botmint.logged.join('\n')).not.toContain('0123456789abcdef');
  });

  test('and was said by the command bot itself is not kept: it may show a token', async () => {
    const sender = '@botmint:hs.test';
    const said = { sender, content: { body: 'Copy it now' } };
    expect(await tell([message('echo-1', said), message('echo-2')])).toEqual(OK);
    expect(await kept('echo')).toEqual(['$echo-2']);
  });

  test('of where the command bot went by itself is kept', async () => {
    const went = { sender: '@botmint:hs.test', type: 'm.room.member', state_key: '@botmint:hs.test' };
    const events = [
      message('went-1', { ...went, content: { membership: 'join' } }),
      message('went-2', { sender: went.sender, type: 'm.reaction' }),
    ];
    expect(await tell(events)).toEqual(OK);
    expect(await kept('went')).toEqual(['$went-1']);
  });
});

describe('what else is asked', () => {
  test('a ping is answered, and of users and rooms there is none that was not made', async () => {
    expect(await ask('ping', { method: 'POST', body: '{}' })).toEqual(OK);
    const foreign = { method: 'POST', body: '{"transaction_id":"another Botmint\'s"}' };
    expect(await ask('ping', foreign)).toMatchObject({ status: 403, body: { errcode: 'M_FORBIDDEN' } });
    for (const path of ['users/@bot_nobody:hs.test', 'rooms/%23bot_nowhere:hs.test'])
      expect(await ask(path, { method: 'GET' })).toMatchObject({
        status: 404,
        body: { errcode: 'M_NOT_FOUND' },
      });
  });
});

describe('while the database is away', () => {
  test('what is told is not taken, and is kept when it is told again', async () => {
    await using database = await migratedDatabase();
    await using way = await slowPostgres(database.url);
    await using other = await startBotmint({ ...environment, DATABASE_URL: way.url });
    await way.cut();
    const refused = await tell([message('away')], { at: other });
    expect(refused).toMatchObject({ status: 500, body: { errcode: 'M_UNKNOWN' } });
    await way.mend();
    await expect.poll(async () => tell([message('away')], { at: other }), { timeout: 5000 }).toEqual(OK);
    expect(await kept('away', { ...other, databaseUrl: database.url })).toEqual(['$away']);
  });
});
