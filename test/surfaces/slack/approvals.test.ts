import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '../../dump.ts';
import { type Running, startBotmint } from '../../running.ts';
import type { Person } from '../../slack-clone/person.ts';
import { answerTo, modalFor, readIn, saidTo } from './asking.ts';

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
  await saidTo(bob, '/bots create steve');
});

afterAll(async () => {
  for (const person of [alice, bob, carol]) await person[Symbol.asyncDispose]();
  await botmint[Symbol.asyncDispose]();
});

/** Asks for a change of the policy, and says yes. */
async function setPolicy(typed: string): Promise<string> {
  const asked = await answerTo(alice, `/botmint policy set ${typed}`);
  await alice.press(asked, 'run-yes');
  const { message } = await alice.nextEvent('ephemeral_changed');
  return message.text;
}

describe('the policy', () => {
  test('is changed after a question that says how many tokens it ends', async () => {
    await saidTo(bob, '/tokens issue -u steve -e 200d');
    await sql(botmint.databaseUrl, "update token set created_at = created_at - interval '60 days'");
    await saidTo(bob, '/tokens issue -u steve -e 200d');
    const asked = await answerTo(alice, '/botmint policy set --longest 30d --default-expiry 30d');
    expect(asked.message.text).toMatch(
      /^2 live tokens of 1 bot end sooner by it, 1 of them at once; the next ends .* \(in 30 days\)\. Default expiry: 30 days \(until now: 365 days\)\./,
    );
    await alice.press(asked, 'keep');
    expect(await saidTo(bob, '/tokens list')).toBe('2 tokens.');
    expect(await setPolicy('--longest 30d --default-expiry 30d')).toContain(
      '2 live tokens of 1 bot end sooner',
    );
    expect(await saidTo(bob, '/tokens list')).toBe('1 token.');
    expect(readIn((await answerTo(bob, '/botmint policy show')).message)).toContain(
      'Longest lifetime: 30 days',
    );
  });

  test('alone opens a form, in which what is left empty stays as it is', async () => {
    const form = await modalFor(alice, '/botmint policy set');
    expect(form.title?.text).toBe('Change the policy');
    const wrong = await alice.submit(form, { default_expiry: '31d' });
    expect(wrong.errors).toEqual({
      default_expiry:
        'The default expiry would be 31 days, which is more than the longest lifetime, 30 days. Set both, as in “/botmint policy set --longest 90d --default-expiry 90d”.',
    });
    const asked = await alice.submit(form, { rotation_quiet: 'none' });
    if (!asked.view) throw new Error('no question came');
    expect(readIn(asked.view)).toContain('No live token ends sooner by it. Rotation ends by itself: never');
    const done = await alice.submit(asked.view);
    if (!done.view) throw new Error('no answer came');
    expect(readIn(done.view)).toContain('Rotation ends by itself: never');
    expect(readIn((await answerTo(bob, '/botmint policy show')).message)).toContain(
      'Default expiry: 30 days',
    );
  });

  test('is not for members to change', async () => {
    expect(await saidTo(bob, '/botmint policy set --longest none')).toBe(
      '`policy set` needs the scope `organization:write`. Only an admin of the workspace holds it.',
    );
  });
});

describe('with approvals in #general', () => {
  beforeAll(async () => {
    await setPolicy('--approval bots,scopes --approval-channel #general');
  });

  test('bob asks with a reason in a form, alice approves with a button, and it is his', async () => {
    const form = await modalFor(bob, '/bots create ada');
    expect(readIn(form)).toContain('ada');
    const missing = await bob.submit(form, {});
    expect(missing.errors).toEqual({
      reason: 'A new bot has to be approved here. Say why it is needed, in the reason.',
    });
    const sent = await bob.submit(form, { reason: 'to post builds' });
    if (!sent.view) throw new Error('no answer came');
    expect(readIn(sent.view)).toContain(
      'A new bot has to be approved here, so ada is not made yet. #general can',
    );
    const list = await answerTo(alice, '/botmint approvals list');
    expect(list.message.text).toBe('1 request open.');
    expect(readIn(list.message)).toMatch(
      /bob.* asks for a bot named .*ada.*: `to post builds`.*\n.*Approve.*Deny/,
    );
    await alice.press(list, 'run-0');
    expect((await alice.nextEvent('ephemeral')).message.text).toBe('ada is made. bob owns it, and is told.');
    expect(await saidTo(bob, '/botmint approvals list')).toContain('Nothing waits for approval.');
    expect(await saidTo(bob, '/tokens issue -u ada -e 3d')).toMatch(/^Token for ada/);
    await alice.press(list, 'run-1');
    expect((await alice.nextEvent('ephemeral')).message.text).toMatch(/^alice approved it on .*\.$/);
  });

  test('a wider token waits in a modal too, and comes as a claim', async () => {
    const form = await modalFor(bob, '/tokens issue -u steve -e 3d -s webhooks:write');
    const sent = await bob.submit(form, { reason: 'hooks' });
    if (!sent.view) throw new Error('no answer came');
    expect(readIn(sent.view)).toContain('No token of steve may change webhooks so far.');
    const list = await answerTo(alice, '/botmint approvals list');
    await alice.press(list, 'run-0');
    expect((await alice.nextEvent('ephemeral')).message.text).toMatch(
      /^bob can take a token for steve that may change webhooks, within 7 days, and is told\.$/,
    );
    const told = "kind = 'approval_answered' and subject ? 'claim' and name = 'bob'";
    expect(
      await sql(botmint.databaseUrl, `select from notice join member on member.id = member_id where ${told}`),
    ).toHaveLength(1);
  });

  test('typed in full it is asked at once, denied with a reason, and neither bob nor carol can answer', async () => {
    expect(await saidTo(bob, '/bots create eve --reason "to greet"')).toContain('so eve is not made yet.');
    const [row] = await sql(botmint.databaseUrl, 'select id from approval where answered_at is null');
    const { id } = row as { id: string };
    expect(await saidTo(bob, `/botmint approvals approve ${id}`)).toBe(
      '`approvals approve` needs the scope `approvals:write`. Only an admin of the workspace holds it.',
    );
    expect(await saidTo(carol, `/botmint approvals deny ${id}`)).toContain('You are a guest here');
    expect(readIn((await answerTo(bob, '/botmint approvals list')).message)).not.toContain('Approve');
    expect(await saidTo(alice, `/botmint approvals deny ${id.slice(0, 8)} -r "We have one"`)).toBe(
      'What bob asked for eve is denied, and bob is told.',
    );
    expect(await saidTo(alice, `/botmint approvals approve ${id}`)).toMatch(
      /^alice denied it on .*: We have one\. bob can ask again\.$/,
    );
    expect(botmint.logged).toEqual([]);
  });
});
