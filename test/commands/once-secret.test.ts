import { describe, expect, test } from 'vitest';
import { dumpAll } from '../dump.ts';
import { issue, rows } from '../world.ts';
import { answered, askOnce, idIn, refusal, tokenIn, withSteve } from './asking-once.ts';

const TOKEN = { username: 'steve', expiry: '30d', label: 'CI' };
const live = 'select id, family_id, expires_at, scopes from token where revoked_at is null';

describe('a token whose answer was lost', () => {
  test('is revoked, and another made in its place with the same terms and end', async () => {
    await using world = await withSteve();
    const lost = await askOnce(world, world.bob, 'tokens issue', TOKEN);
    world.clock.pass(5500);
    const again = await askOnce(world, world.bob, 'tokens issue', TOKEN);
    expect(again.kind).toBe('replayed');
    expect(idIn(again)).not.toBe(idIn(lost));
    await expect(world.bot(tokenIn(lost))).rejects.toMatchObject({ code: 'revoked_bot_token' });
    const { expires_at, scopes } = answered(lost).body;
    expect(await rows(world, live)).toEqual([{ id: idIn(again), family_id: idIn(lost), expires_at, scopes }]);
    const third = await askOnce(world, world.bob, 'tokens issue', TOKEN);
    expect(await rows(world, live)).toMatchObject([{ id: idIn(third), family_id: idIn(lost) }]);
    expect(answered(third).body).toMatchObject({ label: 'CI', username: 'steve' });
    expect(await world.bot(tokenIn(third))).toMatchObject({ username: 'steve', tokenId: idIn(third) });
  });

  test('is an opaque one again when it was, with its uses', async () => {
    await using world = await withSteve();
    const input = { ...TOKEN, format: 'opaque' };
    const lost = await askOnce(world, world.bob, 'tokens issue', input);
    await rows(
      world,
      "update token set use_limit = 5, uses_left = 5, networks = '{10.0.0.0/8,2001:db8::/32}'",
    );
    const again = await askOnce(world, world.bob, 'tokens issue', input);
    expect(tokenIn(again).reveal()).toMatch(/^af_bot_[0-9a-f]{64}$/);
    expect(
      await rows(world, 'select use_limit, uses_left, networks::text[] from token where revoked_at is null'),
    ).toEqual([{ use_limit: 5, uses_left: 5, networks: ['10.0.0.0/8', '2001:db8::/32'] }]);
    await rows(world, 'update token set uses_left = 4 where revoked_at is null');
    expect(refusal(await askOnce(world, world.bob, 'tokens issue', input)).code).toBe('already_shown');
    await expect(world.bot(tokenIn(lost))).rejects.toMatchObject({ code: 'revoked_bot_token' });
  });

  test.each(['last_used_at', 'frozen_at', 'revoked_at'])(
    'is not given again once it is marked in %s',
    async (mark) => {
      await using world = await withSteve();
      const id = idIn(await askOnce(world, world.bob, 'tokens issue', TOKEN));
      await rows(world, `update token set ${mark} = created_at`);
      const short = id.slice(0, 8);
      expect(refusal(await askOnce(world, world.bob, 'tokens issue', TOKEN))).toEqual({
        code: 'already_shown',
        sentence: `This was done before: the token \`${short}\` was shown then, and is in use or has ended since. Its secret is not shown again; \`tokens rotate start ${short}\` makes a new one.`,
      });
      expect(await rows(world, 'select from token')).toHaveLength(1);
    },
  );

  test('is given to the token alone that asked for it', async () => {
    await using world = await withSteve();
    const scopes = 'tokens:write bots:read';
    const strong = await world.bot((await issue(world, world.bob, 'steve', { scopes })).token);
    const weak = await world.bot((await issue(world, world.bob, 'steve', { scopes: 'tokens:write' })).token);
    await askOnce(world, strong, 'tokens issue', TOKEN);
    expect(refusal(await askOnce(world, weak, 'tokens issue', TOKEN)).code).toBe('already_shown');
    expect((await askOnce(world, strong, 'tokens issue', TOKEN)).kind).toBe('replayed');
  });

  test('is not given to somebody whose bot it is not any more', async () => {
    await using world = await withSteve();
    await askOnce(world, world.bob, 'tokens issue', TOKEN);
    await rows(world, `update bot set owner_id = '${world.alice.id}'`);
    expect(refusal(await askOnce(world, world.bob, 'tokens issue', TOKEN)).code).toBe('already_shown');
    expect(await rows(world, 'select from token')).toHaveLength(1);
  });

  test('is made once by twenty at once, and one secret lives', async () => {
    await using world = await withSteve();
    for (let round = 1; round < 4; round += 1) {
      const answers = await Promise.all(
        Array.from({ length: 20 }, async () =>
          askOnce(world, world.bob, 'tokens issue', { ...TOKEN, format: 'opaque' }, `key ${round}`),
        ),
      );
      expect(answers.filter(({ kind }) => kind === 'done')).toHaveLength(1);
      expect(answers.filter(({ kind }) => kind === 'replayed')).toHaveLength(19);
      const families = await rows(world, 'select distinct family_id from token');
      expect(families).toHaveLength(round);
      expect(await rows(world, live)).toHaveLength(round);
      const works = await Promise.all(
        answers.map(async (answer) =>
          world.bot(tokenIn(answer)).then(
            () => true,
            () => false,
          ),
        ),
      );
      expect(works.filter(Boolean)).toHaveLength(1);
    }
    expect(world.logged).toEqual([]);
  });

  test('is forgotten in every process before the other is answered', async () => {
    await using world = await withSteve();
    const lost = idIn(await askOnce(world, world.bob, 'tokens issue', TOKEN));
    const heard: unknown[] = [];
    const peers = {
      announce: async (_db: unknown, stale: unknown) => {
        heard.push(stale);
        return async () => undefined;
      },
    };
    const told = Object.assign({}, world, { deps: { ...world.deps, peers } });
    await askOnce(told, world.bob, 'tokens issue', TOKEN);
    expect(heard).toEqual([{ tokens: [lost], bots: [], members: [] }]);
  });

  test('stands nowhere in the database, and each time it was given is audited', async () => {
    await using world = await withSteve();
    const secrets = [];
    for (let time = 0; time < 3; time += 1) {
      world.clock.pass(1000);
      secrets.push(tokenIn(await askOnce(world, world.bob, 'tokens issue', TOKEN)).reveal());
    }
    const stored = await dumpAll(world.databaseUrl);
    expect(stored).toContain('\\\"label\\\": \\\"CI\\\"');
    for (const secret of secrets) {
      expect(stored).not.toContain(secret);
      expect(stored).not.toContain(secret.split('.').at(-1));
    }
    expect(stored).not.toContain('[secret]');
    const audited = await rows(
      world,
      "select target, outcome from audit_entry where command = 'tokens issue' order by at",
    );
    expect(audited).toEqual(
      ['done', 'replayed', 'replayed'].map((outcome) => ({ target: 'steve', outcome })),
    );
  });
});
