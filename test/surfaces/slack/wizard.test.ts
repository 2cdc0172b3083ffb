import { z } from 'zod';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '../../dump.ts';
import { type Running, startBotmint } from '../../running.ts';
import type { Person } from '../../slack-clone/person.ts';
import { answerTo, readIn, saidTo } from './asking.ts';
import { opening } from './filling.ts';

let botmint: Running;
let alice: Person;
let bob: Person;

beforeAll(async () => {
  botmint = await startBotmint();
  [alice, bob] = await Promise.all([botmint.person('alice'), botmint.person('bob')]);
  for (const service of ['github acme', 'github beta', 'okta one.okta.com', 'okta two.okta.com'])
    await saidTo(alice, `/botmint services add ${service}`);
  await saidTo(alice, '/botmint services add aws_iam 123456789012');
  await saidTo(bob, '/bots create steve');
});

afterAll(async () => {
  for (const person of [alice, bob]) await person[Symbol.asyncDispose]();
  await botmint[Symbol.asyncDispose]();
});

async function valueIn(service: string): Promise<string | undefined> {
  const rows = await sql(
    botmint.databaseUrl,
    `select value from identity join service on service.id = service_id where external_id = $1`,
    [service],
  );
  return z.array(z.object({ value: z.string() })).parse(rows)[0]?.value;
}

describe('an identity, step by step', () => {
  test('the type, then which one, then its value', async () => {
    const form = await opening(bob, '/bots update-identity steve');
    expect(form.blockIds).toEqual(['username', 'service_type']);
    expect(form.value('username')).toBe('steve');
    expect(form.options('service_type')).toEqual(['aws_iam', 'github', 'okta']);
    expect(readIn(form.view)).toContain('GitHub');

    await form.choose('service_type', 'github');
    expect(form.blockIds).toEqual(['username', 'service_type', 'external_id~github']);
    expect(form.options('external_id')).toEqual(['acme', 'beta']);

    await form.choose('external_id', 'beta');
    expect(form.blockIds).toEqual([
      'username',
      'service_type',
      'external_id~github',
      'new_value~github~beta',
    ]);
    form.type('new_value', 'octo-steve');
    const { view } = await form.submit();
    if (!view) throw new Error('no answer came');
    expect(readIn(view)).toContain(
      'steve has the user id octo-steve in GitHub beta now. It had none there before.',
    );
    expect(await valueIn('beta')).toBe('octo-steve');
  });

  test('a changed answer renames what comes after it, back and forth, and what is before it stays', async () => {
    const form = await opening(bob, '/bots update-identity');
    await form.choose('service_type', 'github');
    form.pick('username', 'steve');
    await form.choose('external_id', 'acme');
    form.type('new_value', 'not for okta');

    await form.choose('service_type', 'okta');
    expect(form.blockIds).toEqual(['username', 'service_type', 'external_id~okta']);
    expect(form.options('external_id')).toEqual(['one.okta.com', 'two.okta.com']);
    expect([form.value('external_id'), form.value('username')]).toEqual([undefined, 'steve']);

    await form.choose('service_type', 'github');
    expect(form.blockIds).toEqual(['username', 'service_type', 'external_id~github']);
    expect(form.value('external_id')).toBe(undefined);

    await form.choose('external_id', 'acme');
    expect(form.value('new_value')).toBe(undefined);
    await form.choose('external_id', 'beta');
    expect(form.blockIds.at(-1)).toBe('new_value~github~beta');
    form.type('new_value', 'octo-again');
    await form.submit();
    expect(await valueIn('beta')).toBe('octo-again');
    expect(await valueIn('acme')).toBe(undefined);
  });

  test('what there is one of is taken, and said in a line', async () => {
    const form = await opening(bob, '/bots update-identity steve');
    await form.choose('service_type', 'aws_iam');
    expect(form.blockIds).toEqual(['username', 'service_type', 'new_value~aws_iam~123456789012']);
    expect(readIn(form.view)).toContain('AWS IAM has one account here: 123456789012.');
    // Shown anew it is said again, and another answer does not take it along.
    await form.choose('service_type', 'aws_iam');
    expect(form.blockIds).toEqual(['username', 'service_type', 'new_value~aws_iam~123456789012']);
    expect(readIn(form.view)).toContain('AWS IAM has one account here: 123456789012.');
    await form.choose('service_type', 'github');
    expect(readIn(form.view)).not.toContain('has one account');
    await form.choose('service_type', 'aws_iam');
    form.type('new_value', 'arn:aws:iam::1:user/steve');
    await form.submit();
    expect(await valueIn('123456789012')).toBe('arn:aws:iam::1:user/steve');
  });

  test('a step whose answer is given is answered already', async () => {
    const form = await opening(bob, '/bots update-identity steve -t github');
    expect(form.blockIds).toEqual(['username', 'service_type', 'external_id~github']);
    expect(form.value('service_type')).toBe('github');
    const both = await opening(bob, '/bots update-identity steve -t github -e acme');
    expect(both.blockIds.at(-1)).toBe('new_value~github~acme');
    // Given before its time, it waits for that.
    const early = await opening(bob, '/bots update-identity steve -e beta -n octo');
    expect(early.blockIds).toEqual(['username', 'service_type']);
    await early.choose('service_type', 'github');
    expect([early.value('external_id'), early.value('new_value')]).toEqual(['beta', 'octo']);
    expect(early.blockIds.at(-1)).toBe('new_value~github~beta');
  });

  test('with everything given it is not asked at all', async () => {
    expect(await saidTo(bob, '/bots update-identity steve -t github -e beta -n typed')).toMatch(
      /^steve has the user id `typed` in GitHub `beta` now\. Before, it was `.+`\.$/,
    );
    expect(
      await saidTo(bob, '/bots update-identity steve --service-type okta --external-id x.okta.com'),
    ).toBe('External ID: `x.okta.com` is not there. There are `one.okta.com` and `two.okta.com`.');
    expect(await saidTo(bob, '/bots update-identity steve -t github -e acme --new-value ""')).toBe(
      'An identity is not empty. `/bots delete-identity` takes it away altogether.',
    );
  });

  test('a refusal stands under its field, whatever its block is called', async () => {
    const form = await opening(bob, '/bots update-identity steve -t github -e acme');
    form.type('new_value', `af_bot_${'0'.repeat(64)}`);
    const { errors } = await form.submit();
    expect(errors).toEqual({
      'new_value~github~acme': 'That is a token, and an identity is seen by everybody.',
    });
    expect(JSON.stringify(bob.unseen)).not.toContain('af_bot_');
  });

  test('sent too early, it asks for the rest', async () => {
    const form = await opening(bob, '/bots update-identity steve');
    form.pick('service_type', 'github');
    const { response_action: action } = await form.submit();
    expect([action, form.blockIds.at(-1)]).toEqual(['update', 'external_id~github']);
    form.pick('external_id', 'acme');
    await form.submit();
    form.type('new_value', 'late');
    await form.submit();
    expect(await valueIn('acme')).toBe('late');
  });
});

describe('an identity that is taken away', () => {
  test('is chosen from those that the bot has, and asked about', async () => {
    await saidTo(bob, '/bots create twice');
    await saidTo(bob, '/bots create never');
    await saidTo(bob, '/bots update-identity twice -t okta -e one.okta.com -n 1');
    await saidTo(bob, '/bots update-identity twice -t okta -e two.okta.com -n 2');
    const form = await opening(bob, '/bots delete-identity');
    expect(form.blockIds).toEqual(['username']);
    await form.choose('username', 'twice');
    expect(form.blockIds).toEqual(['username', 'external_id~twice~okta']);
    expect(readIn(form.view)).toContain('It is known in Okta alone.');
    form.pick('external_id', 'two.okta.com');
    await form.submit();
    expect(readIn(form.view)).toContain('Forget that twice has the user id 2 in Okta two.okta.com?');
    form.values = {};
    await form.submit();
    expect(readIn(form.view)).toContain('twice has the user id 2 in Okta two.okta.com no more.');
    expect([await valueIn('one.okta.com'), await valueIn('two.okta.com')]).toEqual(['1', undefined]);
  });

  test('of a bot that has none is told at once', async () => {
    const form = await opening(bob, '/bots delete-identity');
    await form.choose('username', 'never');
    expect(readIn(form.view)).toContain('never has no identity in any service.');
  });
});

describe('services', () => {
  test('are added in a form with a select of their types', async () => {
    const form = await opening(alice, '/botmint services add');
    expect(form.field('service_type').element).toMatchObject({ type: 'static_select' });
    expect(form.options('service_type')).toHaveLength(13);
    await form.choose('service_type', 'slack');
    form.type('external_id', 'acme');
    expect((await form.submit()).errors).toEqual({
      external_id:
        '“acme” is no workspace of Slack. It begins with T, and is all upper case. As in “T024BE7LD”.',
    });
    form.type('external_id', 'T024BE7LD');
    await form.submit();
    expect(readIn(form.view)).toContain('Slack T024BE7LD is registered.');
  });

  test('have buttons in an admin’s list, and a table in everybody else’s', async () => {
    const hers = await answerTo(alice, '/botmint services list');
    expect(hers.message.blocks?.map(({ type }) => type)).toContain('section');
    const his = await answerTo(bob, '/botmint services list');
    expect(his.message.blocks?.map(({ type }) => type)).toContain('table');
    await alice.press(hers, 'run-0');
    const { view } = await alice.nextEvent('view_opened');
    expect(view.title?.text).toBe('Label a service');
  });
});

test('nothing of all this went to the log', () => {
  expect(botmint.logged).toEqual([]);
});
