import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Person } from '../slack-clone/person.ts';
import { answerTo, readIn, saidTo, tokenIn } from '../surfaces/slack/asking.ts';
import { ask, bodyOf, directWith, roomWith, told } from './replies.ts';
import { COMMAND_BOT, type MatrixRunning, startMatrix } from './running.ts';
import { hasSynapse } from './synapse.ts';
import type { MatrixUser, Seen } from './user.ts';

// Two chats, and a person who walks between them.
vi.setConfig({ testTimeout: 60_000 });

const stack = new AsyncDisposableStack();
let matrix: MatrixRunning;
let alice: Person;
let bob: Person;

beforeAll(async () => {
  if (!hasSynapse()) return;
  matrix = stack.use(await startMatrix({ BOTMINT_ADMINS: '@root:hs.test' }));
  alice = stack.use(await matrix.botmint().person('alice'));
  bob = stack.use(await matrix.botmint().person('bob'));
});
afterAll(() => stack.disposeAsync());

const CODE = /[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}/;

const codeIn = (shown: unknown): string => CODE.exec(JSON.stringify(shown))?.[0] ?? '';

/** What the command bot says in this room that fits, whenever it does. */
const said = async (user: MatrixUser, roomId: string, fits: RegExp): Promise<Seen> =>
  user.until(
    String(fits),
    (event) => event.room_id === roomId && event.sender === COMMAND_BOT && fits.test(bodyOf(event)),
  );

/** The room to which the command bot invited them. */
async function invitedTo(user: MatrixUser): Promise<string> {
  const deadline = Date.now() + 10_000;
  while (Date.now() < deadline) {
    const [roomId] = user.invitations.keys();
    if (roomId !== undefined) {
      await user.join(roomId);
      return roomId;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('nobody invited them');
}

describe.skipIf(!hasSynapse())('a person who is in Slack and in Matrix', () => {
  test('is one when they type in Matrix the code that Slack shows, and has the bots of both', async () => {
    const ally = await matrix.user('ally');
    const direct = await directWith(ally);
    await told(ally, direct, 'bots create from-matrix');
    await saidTo(alice, '/bots create from-slack');
    const shown = await answerTo(alice, '/botmint link');
    expect(readIn(shown.message)).toContain(`open a direct room with ${COMMAND_BOT} and type`);
    const code = codeIn(shown.message);
    expect(await told(ally, direct, `link ${code}`)).toContain(
      'The code was made by alice of Slack. Is that you?',
    );
    expect(await told(ally, direct, 'yes')).toContain(
      'You are alice in Slack and `@ally:hs.test` in Matrix, and one person from now on. 2 bots are yours in both. You may do what your workspace says: admin.',
    );
    expect(await saidTo(alice, '/bots show from-matrix')).toContain('from-matrix');
    expect(await told(ally, direct, 'bots show from-slack')).toMatch(/Owner: alice/);
    expect(await told(ally, direct, 'whoami')).toContain('alice');
    // What they ask for in a room they are told in Matrix; all else they are told in Slack.
    const room = await roomWith(ally);
    expect(await told(ally, room, '!tokens issue -u from-slack -e 3d')).toMatch(
      /is not made yet\. `Show token` follows in our direct room/,
    );
    const offer = await said(ally, direct, /^You asked in Matrix for a token for from-slack/);
    expect(bodyOf(offer)).toContain('1 Show token');
    await ally.react(direct, offer.event_id, '1️⃣');
    const token = tokenIn(await said(ally, direct, /eyJ/));
    expect((await matrix.botmint().me(token)).body).toMatchObject({ ok: true, slug: 'from-slack' });
  });

  test('is one when they type in Slack the code that Matrix shows', async () => {
    const robert = await matrix.user('robert');
    const direct = await directWith(robert);
    await told(robert, direct, 'bots create roberts');
    const code = codeIn(bodyOf(await ask(robert, direct, 'link')));
    const asked = await answerTo(bob, `/botmint link ${code.toLowerCase()}`);
    expect(readIn(asked.message)).toContain('The code was made by robert of Matrix. Is that you?');
    await bob.press(asked, 'run-yes');
    const answer = await bob.nextEvent('ephemeral_changed', () => true, 5000);
    expect(readIn(answer.message)).toContain('@robert:hs.test');
    expect(await saidTo(bob, '/bots show roberts')).toContain('roberts');
    expect(await told(robert, direct, 'link')).toContain('were one person before');
  });

  test('has no use of a code that was typed where others read along', async () => {
    const carol = stack.use(await matrix.botmint().person('carol'));
    const code = codeIn((await answerTo(carol, '/botmint link')).message);
    const carla = await matrix.user('carla');
    const room = await roomWith(carla);
    expect(await told(carla, room, `!botmint link ${code}`)).toContain('counts as seen and is withdrawn');
    expect(await told(carla, await directWith(carla), `link ${code}`)).toContain('This is no code');
  });
});

describe.skipIf(!hasSynapse())('a person who is in Matrix alone', () => {
  test('is asked for approvals there, answers by a number, and whoever asked is told there', async () => {
    const root = await matrix.user('root');
    const gina = await matrix.user('gina');
    const office = await roomWith(root);
    await told(root, office, '!policy set --approval bots');
    expect(await told(root, office, 'yes')).toContain('new bots');
    const street = await roomWith(gina);
    await told(gina, street, '!bots create wanted --reason "to greet"');
    const room = await invitedTo(root);
    const question = await said(root, room, /gina asks for/);
    expect(bodyOf(question)).toContain('1 Approve');
    expect(await told(root, room, '1')).toMatch(/wanted/);
    const hers = await invitedTo(gina);
    await said(gina, hers, /wanted is ready, and you own it/);
    await said(root, room, /^\* gina asked for/);
  });
});
