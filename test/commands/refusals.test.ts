import { describe, expect, test } from 'vitest';
import * as actors from '../../src/commands/actors.ts';
import { random } from '../../src/system.ts';
import { mintOpaque, shortId } from '../../src/core/tokens.ts';
import { done, type Issued, issue, openWorld, refused, rows, type World } from '../world.ts';

async function withSteve() {
  const world = await openWorld();
  const [alice, bob] = [await world.person('alice'), await world.person('bob')];
  await world.ask(bob, 'bots create', { username: 'steve' });
  return Object.assign(world, { alice, bob });
}

/** The sentence for whoever presents this token, or the name of its bot. */
async function told(world: World, { token }: Pick<Issued, 'token'>, address?: string): Promise<string> {
  return actors.ofToken(token.reveal(), { surface: 'rest', address }, world.deps).then(
    ({ username }) => username,
    (error: unknown) => (error instanceof Error ? error.message : ''),
  );
}

const change = async (world: World, what: string): Promise<unknown> => rows(world, `update ${what}`);

const ANOTHER = "Its bot's owner can issue another: `tokens issue`.";
const REPLACED = `This token was replaced, and its successor goes on. ${ANOTHER}`;

describe('a token is refused with a sentence of its own', () => {
  test('in the order of what matters most', async () => {
    await using world = await withSteve();
    const token = await issue(world, world.bob, 'steve');
    const address = '192.0.2.1';
    const steps = [
      ["token set networks = '{10.0.0.0/8}'", `This token may not be used from 192.0.2.1. ${ANOTHER}`],
      [
        'bot set disabled_at = now()',
        'The bot steve is disabled. Its owner or an admin can enable it: `bots enable steve`.',
      ],
      [
        'token set frozen_at = now()',
        `This token is frozen. Its owner or an admin can unfreeze it: \`tokens unfreeze ${shortId(token.id)}\`.`,
      ],
      ["token set revoked_at = now(), ended_by = 'revoked'", `This token was revoked. ${ANOTHER}`],
      ['token set use_limit = 1, uses_left = 0', `This token has no uses left. ${ANOTHER}`],
      ["token set created_at = '2026-01-01', expires_at = '2026-01-02'", `This token has ended. ${ANOTHER}`],
    ] as const;
    expect(await told(world, token, address)).toBe('steve');
    for (const [what, sentence] of steps) {
      await change(world, what);
      expect(await told(world, token, address)).toBe(sentence);
    }
    expect(await told(world, { token: mintOpaque(random) })).toBe(
      'This token is not one of ours. Issue one: `tokens issue`.',
    );
  });
});

describe('a token for some networks', () => {
  test.each([
    ['10.1.2.3', 'steve'],
    ['::ffff:10.1.2.3', 'steve'],
    ['::ffff:0a01:0203', 'steve'],
    ['11.1.2.3', 'may not be used from 11.1.2.3'],
    ['::ffff:11.1.2.3', 'may not be used from 11.1.2.3'],
    ['192.0.2.7', 'steve'],
    ['192.0.2.8', 'may not be used from 192.0.2.8'],
    ['2001:db8::1', 'steve'],
    ['2001:DB8:0:0::5', 'steve'],
    ['2001:db9::1', 'may not be used from 2001:db9::1'],
    ['fe80::1%eth0', 'may not be used from fe80::1'],
    ['not an address', 'may not be used from an unknown address'],
    [undefined, 'may not be used from an unknown address'],
  ])('may be used from %s: %s', async (address, answer) => {
    await using world = await withSteve();
    const token = await issue(world, world.bob, 'steve');
    await change(world, "token set networks = '{10.0.0.0/8, 192.0.2.7/32, 2001:db8::/32}'");
    expect(await told(world, token, address)).toContain(answer);
  });
});

describe('a token with so many uses', () => {
  test('lets in exactly so many, however many come at once', async () => {
    await using world = await withSteve();
    const token = await issue(world, world.bob, 'steve');
    await change(world, 'token set use_limit = 7, uses_left = 7');
    const answers = await Promise.all(Array.from({ length: 50 }, async () => told(world, token)));
    expect(answers.filter((answer) => answer === 'steve')).toHaveLength(7);
    expect(new Set(answers)).toEqual(new Set(['steve', `This token has no uses left. ${ANOTHER}`]));
    expect(await rows(world, 'select uses_left from token')).toEqual([{ uses_left: 0 }]);
  });

  test('does with its last use what any other does', async () => {
    await using world = await withSteve();
    const scopes = 'bots:write tokens:write';
    const [writer, maker] = [
      await issue(world, world.bob, 'steve', { scopes, uses: '1' }),
      await issue(world, world.bob, 'steve', { scopes, uses: '1' }),
    ];
    const [writes, makes] = [await world.bot(writer.token), await world.bot(maker.token)];
    done(await world.ask(writes, 'bots update', { username: 'steve', description: 'Deploys' }));
    done(await world.ask(makes, 'tokens issue', { username: 'steve', expiry: '1d' }));
    expect(await told(world, maker)).toBe(`This token has no uses left. ${ANOTHER}`);
  });

  test.each([
    ['token set frozen_at = now()', 'frozen'],
    ['bot set disabled_at = now()', 'frozen'],
    ['token set revoked_at = now()', 'ended'],
  ])('writes nothing when it came in before "%s"', async (changed, how) => {
    await using world = await withSteve();
    const { token } = await issue(world, world.bob, 'steve', { scopes: 'bots:write tokens:write' });
    const underway = await world.bot(token);
    await change(world, changed);
    for (const [command, input] of [
      ['bots update', { username: 'steve', description: 'Deploys' }],
      ['tokens issue', { username: 'steve', expiry: '1d' }],
    ] as const)
      expect(refused(await world.ask(underway, command, input)).sentence).toBe(
        `The token that asks this was ${how} in this very moment.`,
      );
    expect(await rows(world, 'select description from bot')).toEqual([{ description: '' }]);
  });

  test('loses none where it is refused', async () => {
    await using world = await withSteve();
    const token = await issue(world, world.bob, 'steve');
    await change(world, "token set use_limit = 1, uses_left = 1, networks = '{10.0.0.0/8}'");
    expect(await told(world, token, '192.0.2.1')).toContain('may not be used from');
    expect(await told(world, token, '10.0.0.1')).toBe('steve');
  });
});

/** Two tokens of one family, of which the first was replaced, with an hour in which both live. */
async function withTwo() {
  const world = await withSteve();
  const [old, next] = [await issue(world, world.bob, 'steve'), await issue(world, world.bob, 'steve')];
  await change(
    world,
    `token set family_id = '${old.id}', predecessor_id = '${old.id}' where id = '${next.id}'`,
  );
  await change(
    world,
    `token set superseded_at = '2026-11-21T21:14:00Z', grace_ends_at = '2026-11-21T22:14:00Z' where id = '${old.id}'`,
  );
  return Object.assign(world, { old, next });
}

const notices = async (world: World) =>
  rows(
    world,
    "select name, subject from notice join member on member.id = member_id where kind = 'superseded_used'",
  );

describe('a token that was replaced', () => {
  test('lives on in its grace, and is refused after it, of which its owner is told once', async () => {
    await using world = await withTwo();
    world.clock.pass(3_599_999);
    expect(await told(world, world.old)).toBe('steve');
    world.clock.pass(1);
    const answers = await Promise.all(
      Array.from({ length: 5 }, async () => told(world, world.old, '::ffff:192.0.2.1')),
    );
    expect(answers).toEqual(Array.from({ length: 5 }, () => REPLACED));
    expect(await notices(world)).toEqual([
      { name: 'bob', subject: { token: world.old.id, address: '192.0.2.1', froze: false } },
    ]);
    expect(await told(world, world.next)).toBe('steve');
  });

  test('is told of at once when its rotation was finished, and freezes nothing before the grace is past', async () => {
    await using world = await withTwo();
    await change(world, 'organization set freezes_family = true');
    await change(world, `token set revoked_at = now(), ended_by = 'rotated' where id = '${world.old.id}'`);
    expect(await told(world, world.old)).toBe(REPLACED);
    expect(await notices(world)).toHaveLength(1);
    world.clock.pass(3_600_000);
    expect(await told(world, world.old)).toBe(REPLACED);
    expect(await notices(world)).toHaveLength(1);
    expect(await rows(world, 'select from token where frozen_at is not null')).toEqual([]);
  });

  test.each(['revoked', 'reported'])(
    'and then %s is one that was revoked, of which nobody is told',
    async (by) => {
      await using world = await withTwo();
      await change(world, `token set revoked_at = now(), ended_by = '${by}' where id = '${world.old.id}'`);
      world.clock.pass(3_600_000);
      expect(await told(world, world.old)).toBe(`This token was revoked. ${ANOTHER}`);
      expect(await notices(world)).toEqual([]);
    },
  );

  test('freezes what is alive of its family where the organization wants that, and no other', async () => {
    await using world = await withTwo();
    const other = await issue(world, world.bob, 'steve');
    await change(world, 'organization set freezes_family = true');
    world.clock.pass(3_600_000);
    expect(await told(world, world.old)).toBe(REPLACED);
    expect(await told(world, world.next)).toContain('This token is frozen.');
    expect(await told(world, other)).toBe('steve');
    expect(await notices(world)).toMatchObject([{ subject: { froze: true } }]);
    expect(await rows(world, "select target from audit_entry where actor_kind = 'system'")).toEqual([
      { target: world.old.id },
    ]);
  });

  test.each([
    [{ backup: 'carol' }, ['bob']],
    [{ gone: 'bob', backup: 'carol' }, ['carol']],
    [{ gone: 'bob' }, ['alice']],
    [{ gone: 'bob', backup: 'bob' }, ['alice']],
  ])('with %j tells %j', async ({ gone, backup }: { gone?: string; backup?: string }, names) => {
    await using world = await withTwo();
    await world.person('carol');
    if (backup !== undefined)
      await change(world, `bot set backup_owner_id = (select id from member where name = '${backup}')`);
    if (gone !== undefined) await change(world, `member set is_deactivated = true where name = '${gone}'`);
    world.clock.pass(3_600_000);
    expect(await told(world, world.old)).toBe(REPLACED);
    expect((await notices(world)).map(({ name }) => name)).toEqual(names);
  });
});
