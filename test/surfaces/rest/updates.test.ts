import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Id } from '../../../src/core/ids.ts';
import * as botUpdates from '../../../src/store/bot-updates.ts';
import { type Database, openDatabase } from '../../../src/store/database.ts';
import { clock } from '../../../src/system.ts';
import { sql } from '../../dump.ts';
import { type Running, startBotmint } from '../../running.ts';
import { type Answered, call } from './calling.ts';
import { bearer, signIn } from './signing-in.ts';

let botmint: Running;
let database: Database;
let bob: Record<string, string>;
const tokens = new Map<
  string,
  { token: string; id: string; bot: Id<'bot'>; organization: Id<'organization'> }
>();

beforeAll(async () => {
  botmint = await startBotmint({ WEBHOOK_ALLOWED_NETWORKS: '127.0.0.0/8' });
  const log = { warn: () => undefined, error: () => undefined };
  database = openDatabase(botmint.databaseUrl, log);
  bob = bearer((await signIn(botmint, 'bob')).access_token);
});

afterAll(async () => {
  await database[Symbol.asyncDispose]();
  await botmint[Symbol.asyncDispose]();
});

/** A bot that nobody has said anything to yet. */
async function bot(username: string): Promise<void> {
  await call(botmint, `PUT /api/v1/bots/${username}`, { headers: bob, body: {} });
  const scopes = 'messages:read webhooks:read webhooks:write';
  const { body } = await call(botmint, 'POST /api/v1/tokens', {
    headers: bob,
    body: { username, expiry: '3d', scopes },
  });
  const [row] = (await sql(
    botmint.databaseUrl,
    'select id as bot, organization_id as organization from bot where username = $1',
    [username],
  )) as { bot: Id<'bot'>; organization: Id<'organization'> }[];
  if (!row) throw new Error(JSON.stringify(body));
  tokens.set(username, { token: String(body['access_token']), id: String(body['id']), ...row });
}

const of = (username: string) => {
  const found = tokens.get(username);
  if (!found) throw new Error(`there is no ${username}`);
  return found;
};

/** Says something where the bot is. */
async function say(username: string, ...texts: string[]): Promise<void> {
  const { bot: id, organization } = of(username);
  for (const text of texts) {
    await using transaction = database.begin(organization, 'write');
    const update = { message: { text }, room: '!a:x', sender: '@ann:x' };
    await botUpdates.insert(transaction.db, organization, [id], update, clock.now());
    await transaction.commit();
  }
}

const ask = async (username: string, query = ''): Promise<Answered> =>
  call(botmint, `GET /api/v1/getUpdates${query}`, { token: of(username).token });

interface Update {
  update_id: number;
  message: { text: string };
}

const updatesIn = ({ body }: Answered): Update[] => body['result'] as Update[];
const texts = (answer: Answered): string[] => updatesIn(answer).map(({ message }) => message.text);

/** When somebody waits for the updates of this many bots. */
const waiting = async (): Promise<void> => sleep(150);

describe('getUpdates', () => {
  test('answers as Telegram does, until what was had is confirmed by the next offset', async () => {
    await bot('steve');
    await say('steve', 'one', 'two', 'three');
    const first = await ask('steve', '?limit=2');
    expect(first.body).toEqual({
      ok: true,
      result: ['one', 'two'].map((text) => ({
        update_id: expect.any(Number) as number,
        message: { text },
        room: '!a:x',
        sender: '@ann:x',
      })),
    });
    // Asked in the same way it is answered in the same way: an answer that got lost is not lost.
    expect(texts(await ask('steve', '?limit=2'))).toEqual(['one', 'two']);
    const next = (updatesIn(first)[1]?.update_id ?? 0) + 1;
    const post = {
      token: of('steve').token,
      body: { offset: next, allowed_updates: ['message'], timeout: 0 },
    };
    expect(texts(await call(botmint, 'POST /api/v1/getUpdates', post))).toEqual(['three']);
    expect(texts(await ask('steve'))).toEqual(['three']);
    await say('steve', 'four', 'five');
    expect(texts(await ask('steve', '?offset=-2'))).toEqual(['four', 'five']);
    expect(texts(await ask('steve'))).toEqual(['four', 'five']);
    expect(texts(await ask('steve', '?offset=-9'))).toEqual(['four', 'five']);
  });

  test('waits until something is said, and no longer than it was told to', async () => {
    await bot('waiter');
    const began = performance.now();
    expect(texts(await ask('waiter', '?timeout=1'))).toEqual([]);
    expect(performance.now() - began).toBeGreaterThan(950);
    const answer = ask('waiter', '?timeout=50');
    await waiting();
    await say('waiter', 'at last');
    expect(texts(await answer)).toEqual(['at last']);
    // Whoever writes for Telegram may have it wait longer than is possible.
    expect(texts(await ask('waiter', '?timeout=600'))).toEqual(['at last']);
  });

  test('keeps nobody from the database while it waits, however many wait', async () => {
    const names = Array.from({ length: 30 }, (_each, index) => `one-of-${index}`);
    await Promise.all(names.map(bot));
    const answers = names.map(async (name) => ask(name, '?timeout=20'));
    await sleep(1000);
    expect(
      await sql(
        botmint.databaseUrl,
        `select from pg_stat_activity where datname = current_database() and state like 'idle in%'`,
      ),
    ).toEqual([]);
    expect((await call(botmint, 'GET /api/v1/bots', { headers: bob })).status).toBe(200);
    await Promise.all(names.map(async (name) => say(name, name)));
    expect((await Promise.all(answers)).flatMap(texts)).toEqual(names);
  });

  test('has the later one of two go on', async () => {
    await bot('twice');
    const first = ask('twice', '?timeout=20');
    await waiting();
    const second = ask('twice', '?timeout=20');
    expect(await first).toMatchObject({
      status: 409,
      body: {
        ok: false,
        error: 'updates_taken',
        detail:
          'Another request asks for the updates of this bot, and of two the later one gets them. Run one at a time.',
      },
    });
    await say('twice', 'to the second');
    expect(texts(await second)).toEqual(['to the second']);
  });

  test('gives way to a webhook that hears messages, and to none that hears other things', async () => {
    await bot('hook');
    const { token } = of('hook');
    const address = { url: 'http://127.0.0.1:9/hook' };
    const tokenEvents = { ...address, allowed_updates: ['token.*'] };
    await call(botmint, 'POST /api/v1/setWebhook', { token, body: tokenEvents });
    const answer = ask('hook', '?timeout=20');
    await waiting();
    await call(botmint, 'POST /api/v1/setWebhook', { token, body: { allowed_updates: ['message'] } });
    const refused = {
      status: 409,
      body: {
        error: 'updates_taken',
        detail:
          'A webhook of hook hears its messages, so they are not kept here. To have them kept, delete it or take `message` out of its events: `webhooks list hook`',
      },
    };
    expect(await answer).toMatchObject(refused);
    expect(await ask('hook')).toMatchObject(refused);
    await call(botmint, 'POST /api/v1/deleteWebhook', { token });
    expect((await ask('hook')).status).toBe(200);
  });

  test('answers nobody whose token or session ended while they waited', async () => {
    await bot('ended');
    const answer = ask('ended', '?timeout=20');
    const session = await signIn(botmint, 'bob');
    const headers = bearer(session.access_token);
    await bot('seen');
    const seen = call(botmint, 'GET /api/v1/updates/seen?timeout=2', { headers });
    await waiting();
    await call(botmint, `DELETE /api/v1/tokens/${of('ended').id}`, { headers: bob });
    await call(botmint, `DELETE /api/v1/sessions/${session.session_id}`, { headers: bob });
    await say('ended', 'too late');
    await say('seen', 'too late');
    expect(await answer).toMatchObject({ status: 401, body: { error: 'revoked_bot_token' } });
    expect(await seen).toMatchObject({ status: 401, body: { error: 'revoked_session' } });
  });

  test('shows a person the updates of their own bots, and of nobody else’s', async () => {
    await bot('mine');
    await say('mine', 'to be read');
    const own = await call(botmint, 'GET /api/v1/updates/mine', { headers: bob });
    expect(own.body).toMatchObject({
      ok: true,
      username: 'mine',
      updates: [{ message: { text: 'to be read' } }],
    });
    const { token } = of('steve');
    expect(await call(botmint, 'GET /api/v1/updates/mine', { token })).toMatchObject({
      status: 403,
      body: { error: 'forbidden' },
    });
    expect(await call(botmint, 'GET /api/v1/getUpdates', { headers: bob })).toMatchObject({
      status: 401,
      body: { detail: "`getUpdates` is about the bot that asks it, so send that bot's token." },
    });
  });

  test('ends when Botmint stops, with what there is', async () => {
    const answer = ask('steve', '?offset=999999&timeout=50');
    await waiting();
    const began = performance.now();
    botmint = await botmint.restart();
    expect(await answer).toMatchObject({ status: 200, body: { ok: true, result: [] } });
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});
