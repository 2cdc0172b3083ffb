import { describe, expect, test } from 'vitest';
import { SERVICE_TYPES } from '../../src/core/services.ts';
import { issue, openWorld, refused, rows, said } from '../world.ts';

async function adding(...asked: [service_type: string, external_id: string, label?: string][]) {
  const world = await openWorld();
  const alice = await world.person('alice');
  const add = async ([service_type, external_id, label]: (typeof asked)[number]) =>
    world.ask(alice, 'services add', { service_type, external_id, ...(label !== undefined && { label }) });
  const outcomes = [];
  for (const each of asked) outcomes.push(await add(each));
  return Object.assign(world, { alice, add, outcomes });
}

describe('services add', () => {
  test('registers one of each type, with the next step', async () => {
    const ids: Record<string, string> = {
      slack: 'T024BE7LD',
      aws_iam: '123456789012',
      aws_sso: 'arn:aws:sso:::instance/ssoins-1234567890abcdef',
      boundary: 'https://boundary.acme.com:9200/',
    };
    await using world = await adding(
      ...SERVICE_TYPES.map((type) => [type, ids[type] ?? 'acme'] as [string, string]),
    );
    for (const outcome of world.outcomes) expect(outcome.kind).toBe('done');
    expect(await rows(world, 'select from service')).toHaveLength(SERVICE_TYPES.length);
    const [, , github] = world.outcomes;
    if (!github) throw new Error('no outcome');
    expect(said(github)).toBe(
      "GitHub `acme` is registered. A bot's name in it: `bots update-identity steve -t github -e acme`",
    );
  });

  test.each([
    [
      'slack',
      'acme',
      '`acme` is no workspace of Slack. It begins with T, and is all upper case. As in `T024BE7LD`.',
    ],
    [
      'slack',
      'T024be7ld',
      '`T024be7ld` is no workspace of Slack. It begins with T, and is all upper case. As in `T024BE7LD`.',
    ],
    ['aws_iam', '12345', '`12345` is no account of AWS IAM. It has 12 digits. As in `123456789012`.'],
    [
      'aws_iam',
      '1234567890123',
      '`1234567890123` is no account of AWS IAM. It has 12 digits. As in `123456789012`.',
    ],
    [
      'aws_sso',
      'ssoins-1',
      '`ssoins-1` is no instance of AWS SSO. It begins with arn:aws:sso:::instance/ and goes on. As in `arn:aws:sso:::instance/ssoins-1234567890abcdef`.',
    ],
    ['github', 'a b', 'An external id is one word, without spaces.'],
    ['github', 'a\u0000b', 'An external id is one word, without spaces.'],
    ['github', 'x'.repeat(151), 'An external id has at most 150 characters, and this one has 151.'],
    ['github', `af_bot_${'0'.repeat(64)}`, 'That is a token, and an external id is seen by everybody.'],
  ])('%s refuses %s', async (type, id, sentence) => {
    await using world = await adding([type, id]);
    const [outcome] = world.outcomes;
    if (!outcome) throw new Error('no outcome');
    expect(refused(outcome)).toEqual({ code: 'invalid_input', sentence });
    expect(await rows(world, 'select from service')).toEqual([]);
  });

  test.each(['sym', 'auth0', 'gitlab', 'GitHub'])(
    'knows no type %s, and says which there are',
    async (type) => {
      await using world = await adding([type, 'acme']);
      const [outcome] = world.outcomes;
      if (!outcome) throw new Error('no outcome');
      expect(refused(outcome)).toEqual({
        code: 'invalid_input',
        sentence: `Service Type: \`${type}\` is not there. There are \`slack\`, \`matrix\`, \`github\`, \`google\`, \`okta\`, \`onelogin\`, \`pagerduty\`, \`tailscale\`, \`aws_iam\`, \`aws_sso\` and 3 more.`,
      });
    },
  );

  test('registers none twice, but the same id of two types', async () => {
    await using world = await adding(
      ['github', 'acme', 'Our code'],
      ['okta', 'acme'],
      ['github', 'acme', 'Mine'],
    );
    const [first, second, third] = world.outcomes;
    if (!third) throw new Error('no outcome');
    expect([first?.kind, second?.kind]).toEqual(['done', 'done']);
    expect(refused(third)).toEqual({
      code: 'service_already_exists',
      sentence: 'GitHub `acme` is registered already. `services list` shows it with its bots.',
    });
    expect(await rows(world, "select label from service where service_type = 'github'")).toEqual([
      { label: 'Our code' },
    ]);
  });

  test('is for admins, and for a token that one of them gave the scope', async () => {
    await using world = await adding();
    const { alice } = world;
    const bob = await world.person('bob');
    const input = { service_type: 'github', external_id: 'acme' };
    expect(refused(await world.ask(bob, 'services add', input)).code).toBe('missing_scope');
    await world.ask(alice, 'bots create', { username: 'terraform' });
    const { token } = await issue(world, alice, 'terraform', { scopes: 'services:write' });
    expect((await world.ask(await world.bot(token), 'services add', input)).kind).toBe('done');
  });

  test('is audited with the service it was about', async () => {
    await using world = await adding(
      ['github', 'acme'],
      ['boundary', 'https://b.acme.com:9200'],
      ['github', 'acme'],
    );
    expect(await rows(world, 'select target, outcome from audit_entry order by target, outcome')).toEqual([
      { target: 'boundary:https://b.acme.com:9200', outcome: 'done' },
      { target: 'github:acme', outcome: 'done' },
      { target: 'github:acme', outcome: 'service_already_exists' },
    ]);
  });

  test('of another organization is another service', async () => {
    await using world = await adding(['github', 'acme']);
    const there = await world.person('alice', 'T0THERE');
    const input = { service_type: 'github', external_id: 'acme' };
    expect((await world.ask(there, 'services add', input)).kind).toBe('done');
    expect(await rows(world, 'select from service')).toHaveLength(2);
  });
});
