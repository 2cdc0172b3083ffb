import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { View } from '../../../src/slack-clone/protocol.ts';
import { type Running, startBotmint } from '../../running.ts';
import type { Person } from '../../slack-clone/person.ts';
import { issue } from '../rest/calling.ts';
import { answerTo, readIn, saidTo } from './asking.ts';

let botmint: Running;
let bob: Person;

beforeAll(async () => {
  botmint = await startBotmint();
  bob = await botmint.person('bob');
});

afterAll(async () => {
  await bob[Symbol.asyncDispose]();
  await botmint[Symbol.asyncDispose]();
});

const Boot = z.object({ apps: z.array(z.object({ app_id: z.string() })) });

async function openHome(person: Person): Promise<View> {
  const { apps } = Boot.parse(await person.call('client.boot', {}));
  await person.call('client.openHome', { app_id: apps[0]?.app_id, tab: 'home' });
  return published(person);
}

async function published(person: Person): Promise<View> {
  return (await person.nextEvent('home_published', () => true, 5000)).view;
}

describe('a home', () => {
  test('says what there is to do first, and shows anew what was done from it', async () => {
    const empty = await openHome(bob);
    expect(readIn(empty)).toContain('You own no bot yet.');
    expect(readIn(empty)).toContain('Nothing waits for you.');
    await bob.press(empty, 'run-0');
    const form = (await bob.nextEvent('view_opened', () => true, 5000)).view;
    expect(form.title?.text).toBe('Create a bot');
    await bob.submit(form, { username: 'steve' });
    expect(readIn(await published(bob))).toContain('steve');
  });

  test('shows the tokens of one’s bots and what ends soon, never a secret', async () => {
    const { token } = await issue(bob, '-u steve -e 3d -l "Deployment token"');
    const home = readIn(await published(bob));
    expect(home.match(/Deployment token/g)).toHaveLength(2);
    expect(home).not.toContain(token.slice(-6));
  });

  test('has what waits for an approver’s answer, one press away, and loses it once it is answered', async () => {
    await using alice = await botmint.person('alice');
    await alice.press(await answerTo(alice, '/botmint policy set --approval bots'), 'run-yes');
    await alice.nextEvent('ephemeral_changed');
    await saidTo(bob, '/bots create ada --reason "to post builds"');
    const home = await openHome(alice);
    const asked = home.blocks.filter((block) => JSON.stringify(block).includes('approvals approve'));
    expect(readIn(home)).toMatch(/bob asks for a bot named .*ada.*to post builds/);
    await alice.press({ ...home, blocks: asked }, 'run-0');
    expect(readIn(await published(alice))).toContain('Nothing waits for you.');
  });

  test('of a guest says what an admin can do', async () => {
    await using carol = await botmint.person('carol');
    expect(readIn(await openHome(carol))).toContain('/botmint members set-role @carol member');
    expect(await saidTo(carol, '/botmint home')).toContain('You look here');
  });
});

test('who becomes a member in Slack is one here at once, and who leaves is refused', async () => {
  await using carol = await botmint.person('carol');
  await using alice = await botmint.person('alice');
  expect(await saidTo(carol, '/botmint whoami')).toContain('You are carol, a guest here');
  await alice.call('client.setPerson', { user: carol.id, is_restricted: false });
  await expect.poll(async () => saidTo(carol, '/botmint whoami')).toContain('You are carol, a member here');
});
