import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { plain } from '../../src/core/text.ts';
import { formatOf, shortId } from '../../src/core/tokens.ts';
import { done, issue, openWorld, refused, rows, said } from '../world.ts';

async function withSteve() {
  const world = await openWorld();
  const [alice, bob, carol] = [
    await world.person('alice'),
    await world.person('bob'),
    await world.person('carol'),
  ];
  await world.ask(bob, 'bots create', { username: 'steve' });
  return Object.assign(world, { alice, bob, carol });
}

const UNITS = 'A number from 1 up and a unit: `s` `m` `h` `d` `w` `mo` (30 days) `y`, as in `100d`.';

describe('tokens issue', () => {
  test('shows the token once, with its end, what it may do and how to end it early', async () => {
    await using world = await withSteve();
    const input = { username: 'steve', expiry: '100d', label: 'Deployment token' };
    const outcome = await world.ask(world.bob, 'tokens issue', input);
    const { id, ...output } = done(outcome);
    expect(output).toMatchObject({
      username: 'steve',
      label: 'Deployment token',
      expires_at: new Date('2027-03-01T21:14:00Z'),
      scopes: ['bots:read', 'tokens:read', 'messages:read', 'messages:write'],
    });
    expect(said(outcome)).toBe(
      'Token for steve · ends 1 Mar 2027, 22:14 CET (in 100 days) · may read bots, token ids and messages, and send messages. ' +
        'Copy it now: it is shown only here, only once.',
    );
    if (outcome.kind !== 'done') throw new Error('refused');
    const short = shortId(z.string().parse(id));
    expect(plain(outcome.document.note ?? [])).toBe(
      `Its id is \`${short}\`, which is no secret. To end it early: \`tokens revoke ${short}\``,
    );
    expect(formatOf(outcome.document.secret?.reveal() ?? '')).toBe('jwt');
  });

  test.each(['jwt', 'opaque'] as const)('makes a %s that authenticates', async (format) => {
    await using world = await withSteve();
    const { id, token } = await issue(world, world.bob, 'steve', { format });
    expect(formatOf(token.reveal())).toBe(format);
    expect(await world.bot(token)).toMatchObject({ username: 'steve', tokenId: id });
  });

  test('refuses what is wrong with a sentence that helps, and makes nothing', async () => {
    await using world = await withSteve();
    const expected: [input: Record<string, unknown>, code: string, sentence: string][] = [
      [
        { username: 'nobody', expiry: '3d' },
        'unknown_bot',
        'There is no bot named `nobody`. `bots list` shows those there are.',
      ],
      [{ expiry: '0d' }, 'invalid_input', `\`0d\` is not a time. ${UNITS}`],
      [{ expiry: '07d' }, 'invalid_input', `\`07d\` is not a time. ${UNITS} Did you mean \`7d\`?`],
      [{ expiry: '3x' }, 'invalid_input', `\`3x\` is not a time. ${UNITS}`],
      [{ expiry: 1.5 }, 'invalid_input', `\`1.5s\` is not a time. ${UNITS}`],
      [
        { expiry: '101y' },
        'invalid_input',
        '`101y` is more than 100 years. A token has to end sooner, as in `1y`.',
      ],
      [{ username: ' ' }, 'missing_input', 'Bot is missing. The username of a bot.'],
      [{ format: 'paseto' }, 'invalid_input', 'Format is one of jwt, opaque.'],
      [
        { label: '' },
        'invalid_input',
        'A label has 1 to 100 characters, and this one is empty. Leave it out for none.',
      ],
      [
        { label: `deploy af_bot_${'a'.repeat(64)}` },
        'invalid_input',
        'That is a token, and a label is seen by everybody. Say what it is for.',
      ],
      [{ label: 'a\tb' }, 'invalid_input', 'A label is one line of text, without tabs or line breaks.'],
      [{ label: 'a\nb' }, 'invalid_input', 'A label is one line of text, without tabs or line breaks.'],
      [{ label: 'a\u2028b' }, 'invalid_input', 'A label is one line of text, without tabs or line breaks.'],
      [{ label: 'a\u0000b' }, 'invalid_input', 'A label is one line of text, without tabs or line breaks.'],
      [
        { label: 'x'.repeat(101) },
        'invalid_input',
        'A label has at most 100 characters, and this one has 101.',
      ],
      [
        { label: 'x'.repeat(10_000) },
        'invalid_input',
        'A label has at most 100 characters, and this one has 10000.',
      ],
      [
        { label: '🤖'.repeat(101) },
        'invalid_input',
        'A label has at most 100 characters, and this one has 101.',
      ],
      [
        { scopes: 'organization:act members:write' },
        'forbidden',
        'You can only grant scopes you hold, and organization:act and members:write are not among them.',
      ],
      [
        { scopes: ['audit:read'] },
        'forbidden',
        'You can only grant scopes you hold, and audit:read is not among them.',
      ],
      [
        { colour: 'red' },
        'invalid_input',
        '`tokens issue` has no input `colour`. It takes username, expiry, label, scopes, format, networks, uses and reason.',
      ],
    ];
    for (const [wrong, code, sentence] of expected) {
      const input = { username: 'steve', expiry: '3d', ...wrong };
      expect(refused(await world.ask(world.bob, 'tokens issue', input))).toEqual({ code, sentence });
    }
    expect(await rows(world, 'select from token')).toHaveLength(0);
    expect(world.logged).toEqual([]);
  });

  test('says all that is wrong, each under its own field', async () => {
    await using world = await withSteve();
    const outcome = await world.ask(world.bob, 'tokens issue', { expiry: '3x', label: 'x'.repeat(101) });
    if (outcome.kind !== 'refused') throw new Error(outcome.kind);
    expect(Object.keys(outcome.error.fields).toSorted()).toEqual(['expiry', 'label', 'username']);
    expect(outcome.error.message).toBe(
      `\`3x\` is not a time. ${UNITS} A label has at most 100 characters, and this one has 101.`,
    );
  });

  test('names a scope that is none, and those there are', async () => {
    await using world = await withSteve();
    const input = { username: 'steve', expiry: '3d', scopes: 'bots:fly' };
    expect(refused(await world.ask(world.bob, 'tokens issue', input)).sentence).toMatch(
      /^`bots:fly` is not a scope\. There are bots:read, .* and audit:read\.$/,
    );
  });

  test('takes labels of 1 to 100 characters, whatever they are', async () => {
    await using world = await withSteve();
    for (const label of ['x', 'x'.repeat(100), '🤖'.repeat(100), '👩‍👩‍👧 naïve <b> *c* `d`']) {
      const { id } = await issue(world, world.bob, 'steve', { label: ` ${label} ` });
      expect(await rows(world, `select label from token where id = '${id}'`)).toEqual([{ label }]);
    }
  });

  test('takes scopes as a list or a line, each once and in one order', async () => {
    await using world = await withSteve();
    const expected: [given: unknown, carried: string[]][] = [
      ['bots:read, messages:write bots:read', ['bots:read', 'messages:write']],
      [
        ['messages:write', 'bots:read'],
        ['bots:read', 'messages:write'],
      ],
      [[], []],
    ];
    for (const [given, carried] of expected) {
      const { id } = await issue(world, world.bob, 'steve', { scopes: given });
      expect(await rows(world, `select scopes from token where id = '${id}'`)).toEqual([{ scopes: carried }]);
    }
  });

  test('takes an expiry in seconds as a number, as the client of Sym sends it', async () => {
    await using world = await withSteve();
    await issue(world, world.bob, 'steve', { expiry: 3600 });
    expect(await rows(world, 'select expires_at from token')).toEqual([
      { expires_at: new Date('2026-11-21T22:14:00Z') },
    ]);
  });

  test("is refused on another's bot, by the owner's name; an admin may", async () => {
    await using world = await withSteve();
    const { alice, bob, carol } = world;
    await world.ask(alice, 'bots create', { username: 'ada' });
    const input = { username: 'ada', expiry: '3d' };
    expect(refused(await world.ask(bob, 'tokens issue', input))).toEqual({
      code: 'forbidden',
      sentence: 'alice owns ada; only alice or an admin can do that.',
    });
    expect(refused(await world.ask(carol, 'tokens issue', input)).code).toBe('missing_scope');
    await issue(world, alice, 'steve');
    expect(await rows(world, 'select from token')).toHaveLength(1);
  });

  test('asked twice makes two tokens that differ', async () => {
    await using world = await withSteve();
    const [one, two] = [await issue(world, world.bob, 'steve'), await issue(world, world.bob, 'steve')];
    expect(one.token.reveal()).not.toBe(two.token.reveal());
    expect((await world.bot(one.token)).tokenId).toBe(one.id);
    expect((await world.bot(two.token)).tokenId).toBe(two.id);
  });
});
