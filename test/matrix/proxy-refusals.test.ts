import { afterAll, beforeAll, expect, test } from 'vitest';
import { dump, sql } from '../dump.ts';
import { call } from '../surfaces/rest/calling.ts';
import { asBob, openProxied, type ProxiedBot, proxiedBot } from './proxying.ts';
import { describeMatrix, COMMAND_BOT, type MatrixRunning } from './running.ts';
import type { MatrixUser } from './user.ts';

const STEVE = '@bot_steve:hs.test';
const UNKNOWN_ROOM = '!nowhere:hs.test';

describeMatrix('a bot in Matrix is refused, over the API,', () => {
  let matrix: MatrixRunning;
  let alice: MatrixUser;
  let steve: ProxiedBot;
  /** In no room. */
  let hal: ProxiedBot;
  let room: string;

  beforeAll(async () => {
    ({ matrix, alice, steve, room } = await openProxied());
    hal = await proxiedBot(() => matrix.botmint(), 'hal');
  });

  afterAll(() => matrix[Symbol.asyncDispose]());

  /** What alice sees of an event. */
  const seen = async (id: unknown) => alice.until(String(id), ({ event_id }) => event_id === id);

  test.each([
    ['sendMessage', { text: 'Hello' }],
    ['editMessage', { event_id: '$nothing', text: 'Hello' }],
    ['deleteMessage', { event_id: '$nothing' }],
    ['setReaction', { event_id: '$nothing', reaction: '👍' }],
    ['inviteUser', { user_id: '@carol:hs.test' }],
    ['leaveRoom', {}],
  ])(
    '%s in a room that it is not in says to join; in one that none of ours knows, that there is none',
    async (name, body) => {
      const refused = await hal.post(name, { ...body, room_id: await knownRoom() });
      expect(refused).toMatchObject({ status: 403, body: { ok: false, error: 'forbidden' } });
      expect(refused.body['detail']).toContain('`joinRoom`');
      const elsewhere = await alice.createRoom();
      for (const room_id of [UNKNOWN_ROOM, elsewhere])
        expect(await hal.post(name, { ...body, room_id })).toMatchObject({
          status: 404,
          body: { ok: false, error: 'room_not_found' },
        });
    },
  );

  /** One that the command bot is in, as it is known when that was heard of. */
  async function knownRoom(): Promise<string> {
    await sql(
      matrix.botmint().databaseUrl,
      `insert into matrix_membership (organization_id, room_id, user_id, bot_id, state, at)
       select organization_id, '${room}', '${STEVE}', id, 'join', now() from bot where username = 'steve'
       on conflict do nothing`,
    );
    return room;
  }

  test('a room of a server that nobody finds is none, in a sentence that names the server', async () => {
    expect(await steve.post('joinRoom', { room_id_or_alias: '#lobby:matrix.invalid' })).toMatchObject({
      status: 404,
      body: {
        error: 'room_not_found',
        detail: 'The server `matrix.invalid` cannot be reached from the homeserver, or has no such room.',
      },
    });
  });

  test('what is too long is refused, by its characters and by its bytes, and what just fits is sent', async () => {
    const send = async (text: string) => steve.post('sendMessage', { room_id: room, text });
    const tooLong = { status: 413, body: { ok: false, error: 'message_too_long' } };
    expect(await send('x'.repeat(40_001))).toMatchObject(tooLong);
    expect(await send('消'.repeat(40_000))).toMatchObject(tooLong);
    // Twice in one event: as typed and as HTML.
    expect(
      await steve.post('sendMessage', { room_id: room, text: 'x'.repeat(40_000), markdown: true }),
    ).toMatchObject(tooLong);
    const { body } = await send('x'.repeat(40_000));
    expect((await seen(body['event_id'])).content['body']).toHaveLength(40_000);
    const edit = { room_id: room, event_id: body['event_id'], text: '息'.repeat(19_800) };
    expect(await steve.post('editMessage', edit)).toMatchObject({ status: 200 });
  });

  test.each([
    ['sendMessage', { room_id: '#lobby:hs.test', text: 'Hello' }],
    ['sendMessage', { room_id: 'nowhere', text: 'Hello' }],
    ['sendMessage', { room_id: `!${'x'.repeat(300)}`, text: 'Hello' }],
    ['sendMessage', { room_id: '!a:hs.test', text: '' }],
    ['sendMessage', { room_id: '!a:hs.test' }],
    ['sendMessage', { room_id: '!a:hs.test', text: 'Hello', reply_to: 'that' }],
    ['sendMessage', { room_id: '!a:hs.test', text: 'Hello', mentions: ['alice'] }],
    ['joinRoom', { room_id_or_alias: 'lobby' }],
    ['inviteUser', { room_id: '!a:hs.test', user_id: 'carol' }],
    ['setReaction', { room_id: '!a:hs.test', event_id: '$a', reaction: 'x'.repeat(65) }],
  ])('%s refuses what is no id: %j', async (name, body) => {
    expect(await steve.post(name, body)).toMatchObject({ status: 400, body: { error: 'invalid_body' } });
  });

  test('a member does it for a bot of theirs, and for no other; a token needs the scope', async () => {
    const headers = await asBob(matrix.botmint());
    const ask = async (body: object) => call(matrix.botmint(), 'POST /api/v1/sendMessage', { headers, body });
    const message = { room_id: room, text: 'By hand' };
    const sent = await ask({ ...message, username: 'steve' });
    expect((await seen(sent.body['event_id'])).sender).toBe(STEVE);
    expect(await ask(message)).toMatchObject({ status: 400, body: { error: 'invalid_body' } });
    await sql(matrix.botmint().databaseUrl, "update bot set disabled_at = now() where username = 'hal'");
    expect(await ask({ ...message, username: 'hal' })).toMatchObject({
      status: 403,
      body: { detail: 'hal is disabled. To end that: `bots enable hal`' },
    });
    const eve = await proxiedBot(() => matrix.botmint(), 'eve', ['messages:read']);
    expect(await eve.post('sendMessage', message)).toMatchObject({
      status: 403,
      body: { error: 'missing_scope' },
    });
    expect(await steve.post('sendMessage', { ...message, username: 'eve' })).toMatchObject({
      status: 403,
      body: { error: 'forbidden' },
    });
    expect(await eve.get('rooms')).toMatchObject({ status: 200, body: { bot: 'eve', rooms: [], total: 0 } });
  });

  test('no credential of ours for Matrix, nor what was said, is in an answer, the log or the database', async () => {
    const answers = [
      await steve.post('sendMessage', { room_id: room, text: 'Between us' }),
      await steve.post('sendMessage', { room_id: UNKNOWN_ROOM, text: 'Between us' }),
      await steve.get('rooms'),
    ];
    const told = JSON.stringify(answers.map(({ body, headers }) => [body, [...headers]]));
    const { databaseUrl, logged } = matrix.botmint();
    const {
      matrix_event: heard,
      matrix_membership: rooms,
      matrix_user: users,
      ...rest
    } = await dump(databaseUrl);
    const audited = await sql(databaseUrl, 'select * from audit_entry');
    const stored = JSON.stringify([rest, audited]);
    const all = [told, stored, JSON.stringify([heard, rooms, users]), logged.join('\n')];
    for (const text of all) expect(text).not.toContain(matrix.environment['MATRIX_AS_TOKEN']);
    // Where it heard is known of it, and what is said in a room is told to whoever is there.
    for (const text of [told, stored]) {
      expect(text).not.toContain(COMMAND_BOT);
      expect(text).not.toContain('Between us');
    }
    // It looks at what there is.
    expect(stored).toContain('messages send');
  });
});
