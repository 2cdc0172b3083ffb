import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '../dump.ts';
import { openReceiver, type Receiver } from '../webhooks/receiver.ts';
import { homeserverOf, makeBot, type MatrixBot, type Update } from './bots.ts';
import { type MatrixRunning, startMatrix } from './running.ts';
import type { MatrixUser } from './user.ts';

let matrix: MatrixRunning;
let receiver: Receiver;
let ann: MatrixUser;
/** Has a webhook. */
let hooked: MatrixBot;
/** Asks for its updates. */
let asking: MatrixBot;

beforeAll(async () => {
  matrix = await startMatrix({ WEBHOOK_ALLOWED_NETWORKS: '127.0.0.0/8' });
  [receiver, ann] = await Promise.all([openReceiver(), matrix.user('ann')]);
  [hooked, asking] = [await makeBot(matrix, 'hooked'), await makeBot(matrix, 'asking')];
  const secret = 'correct-horse-battery-staple-42';
  const set = await hooked.ask('POST /api/v1/setWebhook', { url: `${receiver.url}/hook`, secret });
  if (set.status !== 200) throw new Error(JSON.stringify(set.body));
});

afterAll(async () => {
  await matrix[Symbol.asyncDispose]();
  await receiver[Symbol.asyncDispose]();
});

const rows = async (statement: string, values: unknown[] = []) =>
  (await sql(matrix.botmint().databaseUrl, statement, values)) as Record<string, unknown>[];

/** When all that the homeserver told is worked off. */
const settled = async (eventId: string): Promise<void> => {
  const look = async () => rows('select done_at from matrix_event where event_id = $1', [eventId]);
  const isDone = [{ done_at: expect.any(Date) as Date }];
  await expect.poll(look, { timeout: 10_000 }).toEqual(isDone);
};

/** A room that both bots are in. */
async function room(options: object = {}): Promise<string> {
  const roomId = await ann.createRoom({ preset: 'public_chat', ...options });
  await hooked.join(roomId);
  await asking.join(roomId);
  return roomId;
}

const bodies = (): Update[] => receiver.requests.map(({ body }) => JSON.parse(body) as Update);
const told = (roomId: string): string[] =>
  bodies().flatMap((update) => (update.room === roomId ? [update.message.text] : []));

/** All that the bot that asks has of a room, and had not yet. */
async function fetched(roomId: string): Promise<Update[]> {
  const found: Update[] = [];
  for (let offset = 0; ;) {
    const updates = await asking.updates(offset, 0);
    const last = updates.at(-1);
    if (!last) return found;
    found.push(...updates.filter((each) => each.room === roomId));
    offset = last.update_id + 1;
  }
}

const texts = (updates: Update[]): string[] => updates.map(({ message }) => message.text);

describe('what a person says in a room', () => {
  test('is told to the webhook of one bot, as AgentFlow tells it, and to the other when it asks', async () => {
    const roomId = await room();
    const waiting = asking.updates();
    const eventId = await ann.say(roomId, 'good morning', {
      format: 'org.matrix.custom.html',
      formatted_body: 'good <b>morning</b>',
    });
    const [update] = await waiting;
    const message = {
      text: 'good morning',
      event_id: eventId,
      type: 'm.text',
      origin_server_ts: expect.any(Number) as number,
      formatted: 'good <b>morning</b>',
    };
    const same = { message, room: roomId, sender: ann.userId };
    expect(update).toEqual({ update_id: expect.any(Number) as number, ...same });
    await receiver.received(1);
    expect(bodies()).toEqual([{ update_id: expect.any(Number) as number, ...same }]);
    expect(Object.keys(bodies()[0] ?? {})).toEqual(['update_id', 'message', 'room', 'sender']);
    expect(receiver.requests[0]?.headers['x-agentflow-signature']).toMatch(/^[0-9a-f]{64}$/);
  });

  test('comes with what it answers, edits or brings, and not what programs say', async () => {
    const roomId = await room();
    const first = await ann.say(roomId, 'frist');
    const replaces = { 'm.relates_to': { rel_type: 'm.replace', event_id: first } };
    const bea = await matrix.user('bea');
    await bea.join(roomId);
    await bea.say(roomId, '* forged', {
      'm.new_content': { msgtype: 'm.text', body: 'forged' },
      ...replaces,
    });
    await ann.say(roomId, '* first', { 'm.new_content': { msgtype: 'm.text', body: 'first' }, ...replaces });
    await ann.say(roomId, `> <${ann.userId}> frist\n\nan answer`, {
      'm.relates_to': { 'm.in_reply_to': { event_id: first } },
    });
    const thread = { rel_type: 'm.thread', event_id: first, is_falling_back: true };
    await ann.say(roomId, 'in a thread', {
      'm.relates_to': { ...thread, 'm.in_reply_to': { event_id: first } },
    });
    await ann.send(roomId, 'm.room.message', { msgtype: 'm.notice', body: 'a notice' });
    await ann.react(roomId, first, '👍');
    const file = { url: 'mxc://hs.test/abc', info: { mimetype: 'image/png', size: 12 } };
    await ann.send(roomId, 'm.room.message', {
      msgtype: 'm.image',
      body: 'a view',
      filename: 'view.png',
      ...file,
    });
    const last = await ann.send(roomId, 'm.room.message', { msgtype: 'm.emote', body: 'waves' });
    await settled(last);
    const found = await fetched(roomId);
    const always = {
      event_id: expect.any(String) as string,
      origin_server_ts: expect.any(Number) as number,
    };
    expect(found.map(({ message }) => message)).toEqual([
      { ...always, text: 'frist', type: 'm.text' },
      { ...always, text: 'first', type: 'm.text', edits: first },
      { ...always, text: 'an answer', type: 'm.text', reply_to: first },
      { ...always, text: 'in a thread', type: 'm.text', thread: first },
      {
        ...always,
        text: 'a view',
        type: 'm.image',
        file: { url: 'mxc://hs.test/abc', name: 'view.png', mimetype: 'image/png', size: 12 },
      },
      { ...always, text: 'waves', type: 'm.emote' },
    ]);
    await expect.poll(() => told(roomId)).toEqual(texts(found));
  });

  test('comes in the order of the room, though much is said at once', async () => {
    const roomId = await room();
    const texts100 = Array.from({ length: 100 }, (_each, index) => `message ${index}`);
    await Promise.all(texts100.map((text) => ann.say(roomId, text)));
    const said = () =>
      ann.seen.filter(({ room_id, type }) => room_id === roomId && type === 'm.room.message');
    await expect.poll(() => said().length, { timeout: 20_000 }).toBe(100);
    const inOrder = said().map(({ content }) => content['body']);
    await expect.poll(() => told(roomId), { timeout: 40_000 }).toEqual(inOrder);
    expect(texts(await fetched(roomId))).toEqual(inOrder);
  }, 60_000);

  test('in a room of version 12 as in any other', async () => {
    const roomId = await room({ room_version: '12' });
    expect(roomId).not.toContain(':');
    await settled(await ann.say(roomId, 'twelve'));
    expect(texts(await fetched(roomId))).toEqual(['twelve']);
    await expect.poll(() => told(roomId)).toEqual(['twelve']);
  });

  test('is not told of what a bot says, whether it is its own or another’s', async () => {
    const roomId = await room();
    await hooked.say(roomId, 'I am hooked');
    await asking.say(roomId, 'I am asking');
    await settled(await ann.say(roomId, 'I am a person'));
    expect(texts(await fetched(roomId))).toEqual(['I am a person']);
    await expect.poll(() => told(roomId)).toEqual(['I am a person']);
  });

  test('is not told to a bot that left, was put out, or is only invited', async () => {
    const roomId = await ann.createRoom({ invite: [asking.userId, hooked.userId] });
    await hooked.join(roomId);
    await settled(await ann.say(roomId, 'asking is invited'));
    await asking.join(roomId);
    await settled(await ann.say(roomId, 'both are here'));
    const body = { user_id: asking.userId };
    await ann.ask('POST', `/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}/kick`, body);
    await settled(await ann.say(roomId, 'asking was put out'));
    await hooked.leave(roomId);
    await ann.say(roomId, 'nobody is here');
    expect(texts(await fetched(roomId))).toEqual(['both are here']);
    const heard = ['asking is invited', 'both are here', 'asking was put out'];
    await expect.poll(() => told(roomId)).toEqual(heard);
    expect(await rows('select from matrix_membership where room_id = $1', [roomId])).toEqual([]);
  });

  test('is told of nothing in an encrypted room, whichever came first', async () => {
    const before = await ann.createRoom({
      preset: 'public_chat',
      initial_state: [
        { type: 'm.room.encryption', state_key: '', content: { algorithm: 'm.megolm.v1.aes-sha2' } },
      ],
    });
    await asking.join(before);
    await settled(await ann.say(before, 'in clear'));
    expect(await fetched(before)).toEqual([]);
    const after = await room();
    await settled(await ann.say(after, 'still in clear'));
    await ann.ask('PUT', `/_matrix/client/v3/rooms/${encodeURIComponent(after)}/state/m.room.encryption/`, {
      algorithm: 'm.megolm.v1.aes-sha2',
    });
    await settled(await ann.say(after, 'too late'));
    expect(texts(await fetched(after))).toEqual(['still in clear']);
  });

  test('is told once, however often it is begun to be worked off', async () => {
    const roomId = await room();
    const eventId = await ann.say(roomId, 'once');
    await settled(eventId);
    // What was said is no longer kept when it is done.
    const again = `update matrix_event set done_at = null, claimed_by = null, due_at = now() - interval '1 s',
      event = event || jsonb_build_object('event_id', event_id, 'room_id', room_id, 'origin_server_ts', 1,
        'content', '{"msgtype": "m.text", "body": "once"}'::jsonb)`;
    await rows(`${again} where event_id = $1`, [eventId]);
    await settled(eventId);
    expect(await rows('select attempts from matrix_event where event_id = $1', [eventId])).toEqual([
      { attempts: 2 },
    ]);
    expect(texts(await fetched(roomId))).toEqual(['once']);
    // It is that it was told that keeps it from being told again.
    await rows(`${again}, told_at = null where event_id = $1`, [eventId]);
    await settled(eventId);
    expect(texts(await fetched(roomId))).toEqual(['once']);
  });

  test('goes to a bot that was found in the room only when Botmint looked', async () => {
    const roomId = await room();
    await settled(await ann.say(roomId, 'before'));
    await rows(`delete from matrix_membership where room_id = $1`, [roomId]);
    const lost = await ann.createRoom({ preset: 'public_chat' });
    await rows(
      `insert into matrix_membership (organization_id, room_id, user_id, bot_id, state, at)
       select organization_id, $1, $2, id, 'join', now() from bot where username = 'asking'`,
      [lost, asking.userId],
    );
    await matrix.restart();
    const known = async () =>
      (
        await rows('select room_id from matrix_membership where user_id = $1 and room_id in ($2, $3)', [
          asking.userId,
          roomId,
          lost,
        ])
      ).map(({ room_id }) => room_id);
    await expect.poll(known, { timeout: 10_000 }).toEqual([roomId]);
    expect(await homeserverOf(matrix).joinedRooms(asking.userId)).toContain(roomId);
    await settled(await ann.say(roomId, 'after'));
    expect(texts(await fetched(roomId))).toEqual(['before', 'after']);
  });
});
