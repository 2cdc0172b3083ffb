import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, bodyOf, directWith, isAnswered, replyTo, roomWith, told } from './replies.ts';
import { COMMAND_BOT, describeMatrix, type MatrixRunning, startMatrix } from './running.ts';
import type { MatrixUser, Seen } from './user.ts';

const stack = new AsyncDisposableStack();
let matrix: MatrixRunning;
let dana: MatrixUser;
let erin: MatrixUser;
let room: string;

/** The reactions that the command bot put under a message, once there are so many. */
async function offered(event: Seen, count: number): Promise<string[]> {
  const keys = (): string[] =>
    dana.seen.flatMap(({ type, sender, content }) => {
      const relation = content['m.relates_to'] as { event_id?: string; key?: string } | undefined;
      const isUnder =
        type === 'm.reaction' && sender === COMMAND_BOT && relation?.event_id === event.event_id;
      return isUnder ? [relation.key ?? ''] : [];
    });
  await expect.poll(keys, { timeout: 10_000 }).toHaveLength(count);
  return keys();
}

/** What the command bot says next of a message that somebody reacts to. */
async function afterReaction(user: MatrixUser, to: Seen, key: string): Promise<string> {
  await user.react(room, to.event_id, key);
  return bodyOf(await replyTo(user, to.event_id));
}

describeMatrix('Matrix', () => {
  beforeAll(async () => {
    matrix = stack.use(await startMatrix());
    dana = await matrix.user('dana');
    erin = await matrix.user('erin');
    room = await roomWith(dana, [erin]);
    await told(dana, room, '!bots create steve');
    await told(dana, room, '!bots create ada');
    await told(erin, room, '!whoami');
  });
  afterAll(() => stack.disposeAsync());

  describe('what is missing', () => {
    test('is asked for input by input, and answered with a number, a word or skip', async () => {
      const first = await ask(dana, room, '!tokens issue');
      expect(bodyOf(first)).toBe(
        'Bot: The username of a bot.\n\n1 ada\n2 steve\n\nAnswer with a number. `cancel` breaks off.',
      );
      expect(await offered(first, 2)).toEqual(['1️⃣', '2️⃣']);
      expect(await told(dana, room, '2')).toMatch(
        /^Expiry: .* `skip` leaves it out\. `cancel` breaks off\.$/s,
      );
      // What was wrong is asked for again, with why.
      const again = await told(dana, room, '3x');
      expect(again).toMatch(/^`3x` is not a time\..*\n\nExpiry: /s);
      expect(await told(dana, room, 'cancel')).toBe('Broken off. Nothing was changed.');
      const late = await dana.say(room, '2');
      await told(dana, room, '!whoami');
      expect(isAnswered(dana, late)).toBe(false);
    });

    test('names what is there, or is asked for again before the rest is', async () => {
      await ask(dana, room, '!tokens issue');
      expect(await told(dana, room, 'bots list')).toMatch(/^There is no bot named `bots list`\..*\n\nBot: /s);
      expect(await told(dana, room, '2')).toMatch(/^Expiry: /);
      expect(await told(dana, room, 'cancel')).toBe('Broken off. Nothing was changed.');
      expect(await told(dana, room, '!tokens issue -u ottoo')).toMatch(
        /^There is no bot named `ottoo`\.[^\n]*$/,
      );
    });

    test('is answered by a reaction as well, with or without the sign that asks for a picture', async () => {
      const question = await ask(dana, room, '!bots update');
      expect(bodyOf(question)).toMatch(/^Bot: /);
      expect(await afterReaction(dana, question, '1⃣')).not.toMatch(/^Bot: /);
      expect(await told(dana, room, 'cancel')).toBe('Broken off. Nothing was changed.');
    });

    test('can be answered by the one who was asked alone', async () => {
      const question = await ask(dana, room, '!bots delete');
      await erin.react(room, question.event_id, '1️⃣');
      const hers = await erin.say(room, '1');
      expect(await told(erin, room, '!whoami')).toMatch(/^You are erin/);
      expect(isAnswered(erin, hers)).toBe(false);
      expect(isAnswered(dana, question.event_id)).toBe(false);
      const sure = await ask(dana, room, '1');
      expect(bodyOf(sure)).toMatch(/^Delete ada\?/);
      expect(await offered(sure, 2)).toEqual(['✅', '❌']);
      await erin.react(room, sure.event_id, '✅');
      await told(erin, room, '!whoami');
      expect(await afterReaction(dana, sure, '❌')).toBe('Nothing was changed.');
      // An answer counts once.
      await dana.react(room, sure.event_id, '✅');
      expect(await told(dana, room, '!bots show ada')).toMatch(/^ada\n/);
    });

    test('is not asked for any more when something else is asked', async () => {
      await ask(dana, room, '!bots create');
      await told(dana, room, '!whoami');
      const late = await dana.say(room, 'olaf');
      await told(dana, room, '!whoami');
      expect(isAnswered(dana, late)).toBe(false);
    });

    test('is answered in the thread in which it was asked', async () => {
      const root = await dana.say(room, 'about bots');
      const thread = { 'm.relates_to': { rel_type: 'm.thread', event_id: root } };
      await ask(dana, room, '!bots create', thread);
      const elsewhere = await dana.say(room, 'olaf');
      expect(await told(dana, room, 'olga', thread)).toMatch(/^olga is ready/);
      expect(isAnswered(dana, elsewhere)).toBe(false);
    });

    test('can be answered after Botmint was started anew', async () => {
      const direct = await directWith(dana);
      expect(await told(dana, direct, 'bots create')).toMatch(/^Username: /);
      await matrix.restart();
      expect(await told(dana, direct, 'otto')).toMatch(/^otto is ready/);
    });
  });

  describe('buttons', () => {
    test('are pressed by number, by word and by reaction, one after the other', async () => {
      const card = await ask(dana, room, '!bots show steve');
      expect(bodyOf(card)).toMatch(/\n1 Issue a token · 2 Disable$/);
      expect(await told(dana, room, 'disable')).toBe(
        'Disable this bot? All tokens of steve are refused at once, until it is enabled again.\n\n✅ `yes`: Disable · ❌ `no`: Keep',
      );
      expect(await told(dana, room, 'no')).toBe('Nothing was changed.');
      expect(await afterReaction(dana, card, '2️⃣')).toMatch(/^Disable this bot\?/);
      expect(await told(dana, room, 'keep')).toBe('Nothing was changed.');
    });

    test('of a long list turn its pages, ten rows each', async () => {
      const names = Array.from({ length: 9 }, (_, index) => `many${index + 1}`);
      await Promise.all(names.map((name) => told(erin, room, `!bots create ${name}`)));
      const page = await told(erin, room, '!bots list');
      expect(page.match(/^• /gm)).toHaveLength(10);
      expect(await told(erin, room, 'more')).toMatch(/^• /m);
    });
  });
});
