import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Secret } from '../../src/core/secret.ts';
import { untilMade } from './bots.ts';
import { ask, bodyOf, directWith, isAnswered, isRedacted, replyTo, roomWith, tell, told } from './replies.ts';
import { COMMAND_BOT, describeMatrix, type MatrixRunning, startMatrix } from './running.ts';
import { SERVER_NAME, homeserverAt } from './synapse.ts';
import { type MatrixUser, roomPath } from './user.ts';

const stack = new AsyncDisposableStack();
let matrix: MatrixRunning;
let dana: MatrixUser;
let room: string;

/** Whatever was said before it in the room has been heard when this resolves. */
const afterAllOfIt = async (): Promise<string> => told(dana, room, '!whoami');

/** As clients write somebody who was picked from a list. */
const html = (name: string, id: string): string => `<a href="https://matrix.to/#/${id}">${name}</a>`;

describeMatrix('Matrix', () => {
  beforeAll(async () => {
    matrix = stack.use(await startMatrix());
    dana = await matrix.user('dana');
    room = await roomWith(dana);
  });
  afterAll(() => stack.disposeAsync());

  describe('what is asked in a room', () => {
    test('is answered there, as a notice that replies to it and pings nobody', async () => {
      const asked = await dana.say(room, '!bots create steve');
      const answer = await replyTo(dana, asked);
      expect(answer.content).toMatchObject({
        msgtype: 'm.notice',
        body: 'steve is ready, and you own it. In Matrix it is `@bot_steve:hs.test`. It has no token yet: `!tokens issue -u steve -e 100d`\n\n1 Issue a token',
        format: 'org.matrix.custom.html',
        formatted_body:
          '<p><strong>steve</strong> is ready, and you own it. In Matrix it is <code>@bot_steve:hs.test</code>. It has no token yet: <code>!tokens issue -u steve -e 100d</code></p><p><strong>1</strong> Issue a token</p>',
        'm.mentions': {},
        'm.relates_to': { 'm.in_reply_to': { event_id: asked } },
      });
    });

    test('is asked of whom the front page names, and says who gave a role', async () => {
      const page = await (await fetch(matrix.botmint().api)).text();
      expect(page).toContain(`<code>${COMMAND_BOT}</code> hears <code>!bots create steve</code>`);
      expect(await told(dana, room, '!members list')).toContain(
        'dana · Role: member · Given By: the homeserver',
      );
    });

    test('is answered in its thread', async () => {
      const root = await dana.say(room, 'a thread begins');
      const relation = { rel_type: 'm.thread', event_id: root };
      const asked = await dana.say(room, '!bots list', { 'm.relates_to': relation });
      expect((await replyTo(dana, asked)).content['m.relates_to']).toEqual({
        ...relation,
        is_falling_back: true,
        'm.in_reply_to': { event_id: asked },
      });
    });

    test.each([
      ['with any first word', '!services list'],
      ['after !botmint', '!botmint bots list'],
      ['in capitals', '!BOTS List'],
      ['by name', '@botmint: bots list'],
      ['by the whole user id', `${COMMAND_BOT} !bots list`],
      ['below what it replies to', `> <${COMMAND_BOT}> 1 bot.\n> more\n\n!bots list`, { replies: true }],
    ])('can be said %s', async (_how, text, how: { replies?: boolean } = {}) => {
      const { event_id } = await ask(dana, room, '!whoami');
      const more = how.replies ? { 'm.relates_to': { 'm.in_reply_to': { event_id } } } : {};
      expect(await told(dana, room, text, more)).toMatch(/^1 bot\.|service/);
    });

    test('can be said by picking the command bot, and people, from a list', async () => {
      const picked = {
        format: 'org.matrix.custom.html',
        formatted_body: `${html('Botmint', COMMAND_BOT)}: members set-role ${html('Dana', dana.userId)} guest`,
      };
      const asked = await dana.say(room, 'Botmint: members set-role Dana guest', picked);
      expect(bodyOf(await replyTo(dana, asked))).toMatch(/^`members set-role` needs the scope/);
    });

    test('shows what was typed as it was typed', async () => {
      const { content } = await ask(dana, room, '!bots show "<b>x</b> @room &amp;"');
      expect(content['body']).toContain('`<b>x</b> @room &amp;`');
      expect(content['formatted_body']).toContain('<code>&lt;b&gt;x&lt;/b&gt; @room &amp;amp;</code>');
      expect(content['m.mentions']).toEqual({});
    });

    test('is none of the command bot’s business when it is said to others', async () => {
      const original = await dana.say(room, 'anything');
      const replaces = { rel_type: 'm.replace', event_id: original };
      const edited = { 'm.new_content': { msgtype: 'm.text', body: '!bots list' }, 'm.relates_to': replaces };
      const unheard = [
        original,
        await dana.say(room, '!bots list', edited),
        await dana.send(room, 'm.room.message', { msgtype: 'm.notice', body: '!bots list' }),
        await dana.send(room, 'm.room.message', { msgtype: 'm.emote', body: '!bots list' }),
        await dana.say(room, '!frobnicate'),
        await dana.say(room, 'botmint is what I would ask, !bots list'),
        await dana.say(room, 'bots list'),
        await dana.say(room, '1'),
        await dana.say(room, `!bots show ${'x'.repeat(4000)}`),
      ];
      expect(await afterAllOfIt()).toMatch(/^You are dana, a member here/);
      expect(unheard.filter((each) => isAnswered(dana, each))).toEqual([]);
    });

    test('is not heard when a bot says it', async () => {
      const token = new Secret(matrix.environment['MATRIX_AS_TOKEN'] ?? '');
      const homeserver = homeserverAt(matrix.synapse.url, token);
      const bot = `@bot_steve:${SERVER_NAME}`;
      await untilMade(matrix, bot);
      await dana.ask('POST', `${roomPath(room)}/invite`, { user_id: bot });
      await homeserver.join(bot, room);
      const asked = await homeserver.send(
        bot,
        room,
        'm.room.message',
        { msgtype: 'm.text', body: '!bots list' },
        'a',
      );
      await afterAllOfIt();
      expect(isAnswered(dana, asked)).toBe(false);
    });

    test('asks before it destroys, and a no changes nothing', async () => {
      const question = await ask(dana, room, '!bots delete steve');
      expect(bodyOf(question)).toBe(
        'Delete steve? It has no tokens, and the name is not given out again.\n\n✅ `yes`: Delete steve · ❌ `no`: Keep',
      );
      expect(await told(dana, room, 'no')).toBe('Nothing was changed.');
      // The question is over.
      const late = await dana.say(room, 'yes');
      expect(await told(dana, room, '!bots show steve')).toMatch(/^steve\n/);
      expect(isAnswered(dana, late)).toBe(false);
      await ask(dana, room, '!bots delete steve');
      expect(await told(dana, room, 'yes')).toMatch(/^steve is deleted/);
    });

    test('asks before it destroys what came while nobody was there to hear it', async () => {
      const at = Date.UTC(2026, 0, 2, 3, 4);
      const event = { room_id: room, type: 'm.room.message', sender: dana.userId, origin_server_ts: at };
      await tell(matrix, {
        ...event,
        event_id: '$old',
        content: { msgtype: 'm.text', body: '!tokens revoke 87434498' },
      });
      expect(bodyOf(await replyTo(dana, '$old'))).toBe(
        'This came while I was away, on 2 Jan 2026, 03:04 UTC. Revoke a token now?\n\n✅ `yes`: Revoke a token · ❌ `no`: Leave it',
      );
      expect(await told(dana, room, 'yes')).toMatch(/^There is no token/);
      // What came in time is done at once.
      expect(await told(dana, room, '!tokens revoke 87434498')).toMatch(/^There is no token/);
      await tell(matrix, {
        ...event,
        event_id: '$older',
        content: { msgtype: 'm.text', body: '!bots create olaf' },
      });
      expect(bodyOf(await replyTo(dana, '$older'))).toMatch(/^olaf is ready/);
    });

    test('is cut and refused when it holds a token, which goes no further', async () => {
      const token = `af_bot_${'0123456789abcdef'.repeat(4)}`;
      const asked = await dana.say(room, `!tokens inspect ${token}`);
      expect(bodyOf(await replyTo(dana, asked))).toBe(
        'What is typed here stays in the hands of the homeserver, so count that token as seen and end it: `!tokens revoke` with its id. I may not take your message away here: remove it yourself, with `Remove` in its menu.',
      );
      const power = { users: { [COMMAND_BOT]: 50 } };
      await dana.ask('PUT', `${roomPath(room)}/state/m.room.power_levels/`, power);
      const again = await dana.say(room, `!tokens inspect ${token}`);
      expect(bodyOf(await replyTo(dana, again))).toMatch(/I took your message away\.$/);
      expect(await isRedacted(dana, room, again)).toBe(true);
    });
  });

  describe('the command bot', () => {
    test('greets whoever writes to it alone, and there needs no sign', async () => {
      const erin = await matrix.user('erin');
      const direct = await directWith(erin);
      expect(await told(erin, direct, 'bots list')).toMatch(/^1 bot\./);
      expect(await told(erin, direct, 'hello')).toMatch(/^I look after bots and their tokens\./);
      expect(await told(erin, direct, '/bots list')).toBe('Here it is `!bots list`.');
      expect(await told(erin, direct, 'frobnicate')).toMatch(
        /^There is no command `frobnicate`\. There are /,
      );
    });

    test('waits on for its answer when something else is typed, and says when it waits no more', async () => {
      const gina = await matrix.user('gina');
      const direct = await directWith(gina);
      await told(gina, direct, 'bots create otto');
      expect(await told(gina, direct, 'show')).toBe('There is no command `show`. `1` is Issue a token.');
      await ask(gina, direct, 'bots delete otto');
      expect(await told(gina, direct, 'maybe')).toBe(
        'There is no command `maybe`. Answer `yes` or `no`: `1` is Delete otto, `2` is Keep.',
      );
      expect(await told(gina, direct, '2')).toBe('Nothing was changed.');
      const question = await ask(gina, direct, 'bots delete otto');
      await told(gina, direct, 'whoami');
      const over = 'That question is over. Ask again: `!bots delete otto`';
      expect(await told(gina, direct, 'yes')).toBe(over);
      // It is said once.
      expect(await told(gina, direct, 'yes')).toMatch(/^There is no command `yes`/);
      await gina.react(direct, question.event_id, '✅');
      expect(await told(gina, direct, 'bots show otto')).toMatch(/^otto\n/);
      expect(isAnswered(gina, question.event_id)).toBe(false);
      const next = await ask(gina, direct, 'bots delete otto');
      await told(gina, direct, 'whoami');
      await gina.react(direct, next.event_id, '✅');
      expect(bodyOf(await replyTo(gina, next.event_id))).toBe(over);
    });

    test('says once that it cannot read an encrypted room, and opens one that it can', async () => {
      const fred = await matrix.user('fred');
      const encrypted = await roomWith(fred);
      const switched = { algorithm: 'm.megolm.v1.aes-sha2' };
      await fred.ask('PUT', `${roomPath(encrypted)}/state/m.room.encryption/`, switched);
      const said = await fred.until(
        'word that it cannot be read',
        ({ type, room_id, sender }) =>
          type === 'm.room.message' && room_id === encrypted && sender === COMMAND_BOT,
      );
      expect(bodyOf(said)).toBe(
        'This room is encrypted, and I cannot read what is encrypted. I opened a direct message with you that is not encrypted: ask me there. Here I say nothing more.',
      );
      const [direct = ''] = [...fred.invitations].flatMap(([id, by]) => (by === COMMAND_BOT ? [id] : []));
      await fred.join(direct);
      const silent = [
        await fred.send(encrypted, 'm.room.encrypted', {
          algorithm: 'm.megolm.v1.aes-sha2',
          ciphertext: 'x',
        }),
        await fred.say(encrypted, '!bots list'),
      ];
      expect(await told(fred, direct, 'whoami')).toMatch(/^You are fred/);
      await expect.poll(() => silent.filter((each) => isAnswered(fred, each)), { timeout: 500 }).toEqual([]);
    });
  });
});
