import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '../../dump.ts';
import { type Running, startBotmint } from '../../running.ts';
import type { Person } from '../../slack-clone/person.ts';
import { answerTo, chosen, modalFor, readIn, saidTo } from './asking.ts';

let botmint: Running;
let alice: Person;
let bob: Person;
let carol: Person;

beforeAll(async () => {
  botmint = await startBotmint();
  [alice, bob, carol] = await Promise.all([
    botmint.person('alice'),
    botmint.person('bob'),
    botmint.person('carol'),
  ]);
  for (const person of [alice, bob, carol]) await saidTo(person, '/botmint whoami');
});

afterAll(async () => {
  for (const person of [alice, bob, carol]) await person[Symbol.asyncDispose]();
  await botmint[Symbol.asyncDispose]();
});

describe('a role', () => {
  test('is given by the line that a guest is told, and counts at once', async () => {
    const refusal = await saidTo(carol, '/bots create hers');
    expect(refusal).toBe(
      '`bots create` needs the scope `bots:write`. You are a guest here; an admin can change that: `/botmint members set-role @carol member`.',
    );
    const [line = ''] = /\/botmint members [^`]*/.exec(refusal) ?? [];
    expect(await saidTo(alice, line)).toBe('carol is a member as of now.');
    expect(await saidTo(carol, '/botmint whoami')).toMatch(/^You are carol, a member here/);
  });

  test('is set in a form that a button of the list opens', async () => {
    const list = await answerTo(alice, '/botmint members list');
    expect(readIn(list.message)).toMatch(/\*carol\* · member, by an admin here · 0 bots/);
    await alice.press(list, 'run-0');
    const { view: form } = await alice.nextEvent('view_opened');
    expect(JSON.stringify(form.blocks)).toContain('"value":"@bob"');
    const sent = await alice.submit(form, { person: chosen('@bob'), role: 'owner' });
    expect(sent.errors).toEqual({ role: 'Choose one.' });
    expect(await saidTo(bob, '/botmint members set-role @carol guest')).toContain('members:write');
  });
});

describe('a bot', () => {
  test('changes hands when it is offered and accepted by typing, and its old token is refused', async () => {
    await saidTo(bob, '/bots create steve --display-name "Steve the Deployer" --backup-owner @alice');
    const issued = await answerTo(bob, '/tokens issue -u steve -e 3d -l "Deployment token"');
    const [token = ''] = /eyJ[\w.-]+/.exec(JSON.stringify(issued)) ?? [];
    expect(await saidTo(bob, '/bots transfer steve @carol')).toMatch(
      /^steve is offered to carol until .* To take the offer back: `\/bots decline steve`$/,
    );
    expect((await botmint.me(token)).status).toBe(200);
    const asked = await answerTo(carol, '/bots accept steve');
    expect(asked.message.text).toMatch(/^Accept steve from bob\? .* Its token stops working at once/);
    expect(readIn(asked.message)).toMatch(/Not now.*Accept steve/);
    await carol.press(asked, 'run-yes');
    const { message } = await carol.nextEvent('ephemeral_changed');
    expect(message.text).toBe(
      'steve is yours. bob can do nothing with it any more. Its token is refused as of now. A message to you has `Show token` for the one in its place.',
    );
    expect(await botmint.me(token)).toMatchObject({ status: 401, body: { error: 'revoked_bot_token' } });
    expect(await saidTo(bob, '/tokens issue -u steve -e 3d')).toBe(
      'carol owns steve; only carol or an admin can do that.',
    );
    expect(await sql(botmint.databaseUrl, 'select kind from notice order by kind')).toEqual([
      { kind: 'bot_accepted' },
      { kind: 'bot_offered' },
      { kind: 'claims' },
    ]);
  });

  test('is offered in a form that lists people, and accepted in one that lists what is offered', async () => {
    await saidTo(bob, '/bots create ada');
    const form = await modalFor(bob, '/bots transfer ada');
    expect(await bob.suggest(form, 'to', 'AL')).toEqual([{ text: '@alice', value: '@alice' }]);
    const refused = await bob.submit(form, { username: chosen('ada'), to: chosen('@bob') });
    expect(refused.errors).toEqual({ to: 'bob owns ada already.' });
    const sent = await bob.submit(form, { username: chosen('ada'), to: chosen('@alice') });
    expect(sent.response_action).toBe('update');
    const accepting = await modalFor(alice, '/bots accept');
    expect(await alice.suggest(accepting, 'username', '')).toEqual([{ text: 'ada', value: 'ada' }]);
    const declining = await modalFor(carol, '/bots decline');
    expect(await carol.suggest(declining, 'username', '')).toEqual([]);
    expect(await saidTo(alice, '/bots decline ada')).toBe('You have declined ada. bob goes on owning it.');
  });

  test('is changed in a form when nothing to change was typed', async () => {
    const form = await modalFor(bob, '/bots update ada');
    expect(await bob.suggest(form, 'backup_owner', 'no')).toEqual([{ text: 'none', value: 'none' }]);
    const nothing = await bob.submit(form, { username: chosen('ada') });
    expect(nothing.errors?.['display_name']).toMatch(/^Nothing to change was given:/);
    const sent = await bob.submit(form, { username: chosen('ada'), description: 'Counts' });
    expect(sent.view && readIn(sent.view)).toContain('The description of ada is changed.');
  });

  test('is found by filters, which More goes on with', async () => {
    for (let index = 10; index < 21; index += 1) await saidTo(alice, `/bots create many-${index}`);
    expect(await saidTo(bob, '/bots list --owner @carol')).toBe('1 bot that fits.');
    expect(await saidTo(bob, '/bots list --orphaned')).toBe('No bot fits. `/bots list` shows them all.');
    expect(await saidTo(bob, '/bots disable ada')).toMatch(/^ada is disabled\./);
    expect(await saidTo(bob, '/bots list --state disabled')).toBe('1 bot that fits.');
    const first = await answerTo(bob, '/bots list --like MANY --sort created --desc');
    expect(first.message.text).toBe('11 bots that fit, 10 of them here.');
    await bob.press(first, 'run-0');
    expect((await bob.nextEvent('ephemeral')).message.text).toBe('11 bots that fit, 1 of them here.');
    expect(await saidTo(bob, '/bots list --all maybe')).toContain('`maybe` is one word too many.');
    expect(botmint.logged).toEqual([]);
  });
});
