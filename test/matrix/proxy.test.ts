import { afterAll, beforeAll, expect, test } from 'vitest';
import { openProxied, type Proxied, type ProxiedBot } from './proxying.ts';
import { describeMatrix } from './running.ts';
import { type MatrixUser, roomPath } from './user.ts';

const STEVE = '@bot_steve:hs.test';
const UNKNOWN_ROOM = '!nowhere:hs.test';

describeMatrix('a bot in Matrix, over the API', () => {
  let proxied: Proxied;
  let alice: MatrixUser;
  let steve: ProxiedBot;
  let room: string;

  beforeAll(async () => {
    proxied = await openProxied();
    ({ alice, steve, room } = proxied);
  });

  afterAll(() => proxied.matrix[Symbol.asyncDispose]());

  /** What alice sees of an event. */
  const seen = async (id: unknown) => alice.until(String(id), ({ event_id }) => event_id === id);

  test('joins a room by its id and by its alias, and no room that it is not invited to', async () => {
    expect(room).not.toContain(':');
    const open = await alice.createRoom({ preset: 'public_chat', room_alias_name: 'lobby' });
    expect(await steve.post('joinRoom', { room_id_or_alias: '#lobby:hs.test' })).toMatchObject({
      status: 200,
      body: { ok: true, room_id: open },
    });
    const closed = await alice.createRoom();
    const refused = await steve.post('joinRoom', { room_id_or_alias: closed });
    expect(refused).toMatchObject({ status: 403, body: { ok: false, error: 'forbidden' } });
    expect(refused.body['detail']).toContain(`invite \`${STEVE}\``);
    await alice.ask('POST', `${roomPath(closed)}/invite`, { user_id: STEVE });
    expect(await steve.post('joinRoom', { room_id_or_alias: closed })).toMatchObject({ status: 200 });
    for (const nowhere of ['#nowhere:hs.test', UNKNOWN_ROOM])
      expect(await steve.post('joinRoom', { room_id_or_alias: nowhere })).toMatchObject({
        status: 404,
        body: { error: 'room_not_found' },
      });
  });

  test('says what it is told to, as typed and as HTML, and pings nobody that is not named', async () => {
    const sent = await steve.post('sendMessage', {
      room_id: room,
      text: '**Deployed** `main` for @alice <b>\nSee [the log](https://example.com/?a=1&b=2)',
      markdown: true,
    });
    expect(sent).toMatchObject({ status: 200, body: { ok: true, room_id: room, bot: 'steve' } });
    const said = await seen(sent.body['event_id']);
    expect(said.sender).toBe(STEVE);
    expect(said.content).toEqual({
      msgtype: 'm.text',
      body: '**Deployed** `main` for @alice <b>\nSee [the log](https://example.com/?a=1&b=2)',
      format: 'org.matrix.custom.html',
      formatted_body:
        '<strong>Deployed</strong> <code>main</code> for @alice &lt;b&gt;<br>See <a href="https://example.com/?a=1&amp;b=2">the log</a>',
      'm.mentions': {},
    });
  });

  test('replies, answers in a thread and mentions', async () => {
    const question = await alice.say(room, 'Is it out?');
    const reply = await steve.post('sendMessage', {
      room_id: room,
      text: 'It is.',
      reply_to: question,
      mentions: [alice.userId],
    });
    expect((await seen(reply.body['event_id'])).content).toEqual({
      msgtype: 'm.text',
      body: 'It is.',
      'm.mentions': { user_ids: [alice.userId] },
      'm.relates_to': { 'm.in_reply_to': { event_id: question } },
    });
    const threaded = await steve.post('sendMessage', { room_id: room, text: 'More.', thread_id: question });
    expect((await seen(threaded.body['event_id'])).content['m.relates_to']).toEqual({
      rel_type: 'm.thread',
      event_id: question,
      is_falling_back: true,
      'm.in_reply_to': { event_id: question },
    });
  });

  test('edits what it said, also by the edit, and nothing of others', async () => {
    const { body: first } = await steve.post('sendMessage', { room_id: room, text: 'Deployd' });
    const edit = { room_id: room, event_id: first['event_id'], text: 'Deployed' };
    const edited = await steve.post('editMessage', edit);
    const original = { rel_type: 'm.replace', event_id: first['event_id'] };
    expect((await seen(edited.body['event_id'])).content).toMatchObject({
      body: '* Deployed',
      'm.new_content': { msgtype: 'm.text', body: 'Deployed' },
      'm.relates_to': original,
    });
    const again = await steve.post('editMessage', { ...edit, event_id: edited.body['event_id'] });
    expect((await seen(again.body['event_id'])).content['m.relates_to']).toEqual(original);
    const others = await alice.say(room, 'Mine');
    expect(await steve.post('editMessage', { ...edit, event_id: others })).toMatchObject({
      status: 403,
      body: { error: 'forbidden' },
    });
    expect(await steve.post('editMessage', { ...edit, event_id: '$nothing' })).toMatchObject({
      status: 404,
      body: { error: 'unknown_event' },
    });
  });

  test('reacts once with each sign, and takes back what it sent and nothing of others', async () => {
    const question = await alice.say(room, 'Shall we?');
    const reaction = { room_id: room, event_id: question, reaction: '👍' };
    const reacted = await steve.post('setReaction', reaction);
    expect((await seen(reacted.body['event_id'])).content).toEqual({
      'm.relates_to': { rel_type: 'm.annotation', event_id: question, key: '👍' },
    });
    expect(await steve.post('setReaction', reaction)).toMatchObject({
      status: 409,
      body: { error: 'already_done' },
    });
    expect(await steve.post('setReaction', { ...reaction, event_id: '$nothing' })).toMatchObject({
      status: 404,
      body: { error: 'unknown_event' },
    });
    const target = { room_id: room, event_id: reacted.body['event_id'], reason: 'Changed my mind' };
    const deleted = await steve.post('deleteMessage', target);
    expect(deleted).toMatchObject({ status: 200, body: { ok: true, deleted: reacted.body['event_id'] } });
    expect(await seen(deleted.body['event_id'])).toMatchObject({
      type: 'm.room.redaction',
      content: { redacts: reacted.body['event_id'], reason: 'Changed my mind' },
    });
    expect(await steve.post('deleteMessage', { room_id: room, event_id: question })).toMatchObject({
      status: 403,
      body: { error: 'forbidden' },
    });
  });

  test('lists its rooms and who is in them, page by page; invites, and leaves', async () => {
    const mine = await alice.createRoom({ name: 'Deployments', invite: [STEVE] });
    await steve.post('joinRoom', { room_id_or_alias: mine });
    const first = await steve.get('rooms?limit=1');
    expect(first.body['rooms']).toHaveLength(1);
    const second = await steve.get(`rooms?limit=100&cursor=${String(first.body['next_cursor'])}`);
    const rooms = [first, second].flatMap(({ body }) => body['rooms']);
    expect(rooms).toHaveLength(Number(first.body['total']));
    expect(rooms).toEqual(
      expect.arrayContaining([
        { room_id: mine, name: 'Deployments', canonical_alias: null },
        { room_id: room, name: 'The lobby', canonical_alias: null },
      ]),
    );
    await proxied.matrix.user('carol');
    const invite = { room_id: mine, user_id: '@carol:hs.test' };
    expect(await steve.post('inviteUser', invite)).toMatchObject({ status: 200, body: { ok: true } });
    expect(await steve.post('inviteUser', { ...invite, user_id: alice.userId })).toMatchObject({
      status: 409,
      body: { error: 'already_done' },
    });
    const path = `rooms/${encodeURIComponent(mine)}/members`;
    const page = await steve.get(`${path}?limit=2`);
    expect(page.body).toMatchObject({
      total: 3,
      members: [{ user_id: alice.userId, membership: 'join' }, { user_id: STEVE }],
    });
    const rest = await steve.get(`${path}?limit=2&cursor=${String(page.body['next_cursor'])}`);
    expect(rest.body).toMatchObject({
      members: [{ user_id: '@carol:hs.test', membership: 'invite' }],
      next_cursor: null,
    });
    for (const _ of ['once', 'as good as once'])
      expect(await steve.post('leaveRoom', { room_id: mine })).toMatchObject({
        status: 200,
        body: { ok: true, room_id: mine },
      });
  });

  test('under one key it is said once, also when it is asked twice at once; another request under it says nothing', async () => {
    const message = { room_id: room, text: 'Once' };
    const [one, other] = await Promise.all([
      steve.post('sendMessage', message, 'key-1'),
      steve.post('sendMessage', message, 'key-1'),
    ]);
    expect(one.body['event_id']).toBe(other.body['event_id']);
    const later = await steve.post('sendMessage', message, 'key-1');
    expect([later.body['event_id'], later.headers.get('idempotency-replayed')]).toEqual([
      one.body['event_id'],
      'true',
    ]);
    const elsewhere = await alice.createRoom({ invite: [STEVE] });
    await steve.post('joinRoom', { room_id_or_alias: elsewhere });
    for (const changed of [
      { ...message, text: 'Twice' },
      { ...message, room_id: elsewhere },
    ])
      expect(await steve.post('sendMessage', changed, 'key-1')).toMatchObject({
        status: 409,
        body: { error: 'idempotency_key_reused' },
      });
    // What is said without the key comes after all that went before.
    await seen((await steve.post('sendMessage', { room_id: room, text: 'Done' })).body['event_id']);
    await seen((await steve.post('sendMessage', { room_id: elsewhere, text: 'Done' })).body['event_id']);
    const said = alice.seen.filter(
      ({ content }) => content['body'] === 'Once' || content['body'] === 'Twice',
    );
    expect(said.map(({ event_id }) => event_id)).toEqual([one.body['event_id']]);
  });
});
