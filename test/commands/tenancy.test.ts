import { describe, expect, test } from 'vitest';
import type { MemberActor } from '../../src/core/actor.ts';
import { plain } from '../../src/core/text.ts';
import { shortId } from '../../src/core/tokens.ts';
import { done, issue, openWorld, refused, said } from '../world.ts';

/** Two workspaces in which alice has a bot of the same name with a token. */
async function openTwo() {
  const world = await openWorld();
  const of = async (team: string) => {
    const alice = await world.person('alice', team);
    await world.ask(alice, 'bots create', { username: 'steve' });
    return { alice, ...(await issue(world, alice, 'steve', { label: `of ${team}` })) };
  };
  return Object.assign(world, { here: await of('T0HERE'), there: await of('T0THERE') });
}

describe('two organizations', () => {
  test('are two, though their people have the same names and ids in Slack', async () => {
    await using world = await openTwo();
    const { here, there } = world;
    expect(here.alice.organizationId).not.toBe(there.alice.organizationId);
    expect(here.alice.id).not.toBe(there.alice.id);
    expect(await world.bot(here.token)).toMatchObject({ organizationId: here.alice.organizationId });
    expect(await world.bot(there.token)).toMatchObject({ organizationId: there.alice.organizationId });
  });

  test('see each their own bots and tokens', async () => {
    await using world = await openTwo();
    const { here, there } = world;
    await world.ask(there.alice, 'bots create', { username: 'only-there' });
    expect(done(await world.ask(here.alice, 'bots list'))).toMatchObject({ total: 1 });
    expect(done(await world.ask(here.alice, 'tokens list'))).toMatchObject({
      tokens: [{ id: here.id }],
      total: 1,
    });
    const shown = await world.ask(here.alice, 'bots show', { username: 'steve' });
    if (shown.kind !== 'done') throw new Error('refused');
    const lines = shown.document.lines?.map(({ text }) => plain(text)).join();
    expect(lines).toContain('of T0HERE');
    expect(lines).not.toContain('of T0THERE');
    expect(refused(await world.ask(here.alice, 'bots show', { username: 'only-there' })).sentence).toBe(
      'There is no bot named `only-there`. `bots list` shows those there are.',
    );
  });

  test("know nothing of the other's tokens: not by the whole id, not by a part", async () => {
    await using world = await openTwo();
    const { here, there } = world;
    for (const id of [there.id, shortId(there.id), there.id.slice(-6)])
      expect(refused(await world.ask(here.alice, 'tokens revoke', { id }))).toEqual({
        code: 'unknown_token',
        sentence: `There is no token with the id \`${id}\`. \`tokens list\` shows those there are.`,
      });
    expect(await world.bot(there.token)).toMatchObject({ username: 'steve' });
    done(await world.ask(there.alice, 'tokens revoke', { id: there.id }));
  });

  test("delete each their own bot, and the other's goes on", async () => {
    await using world = await openTwo();
    const { here, there } = world;
    done(await world.ask(here.alice, 'bots delete', { username: 'steve' }));
    expect(await world.bot(there.token)).toMatchObject({ username: 'steve' });
    await expect(world.bot(here.token)).rejects.toMatchObject({ code: 'revoked_bot_token' });
  });

  test('do not share a page: a cursor of the other shows nothing of it', async () => {
    await using world = await openTwo();
    const { here, there } = world;
    world.clock.pass(1000);
    for (let count = 0; count < 2; count += 1) await issue(world, there.alice, 'steve');
    const { next_cursor: cursor } = done(await world.ask(there.alice, 'tokens list', { limit: 1 }));
    const page = done(await world.ask(here.alice, 'tokens list', { cursor }));
    expect(page).toMatchObject({ tokens: [{ id: here.id }], next_cursor: null });
  });

  test('are told apart by the token that a bot brings, which acts in its own alone', async () => {
    await using world = await openTwo();
    const scopes = 'bots:read tokens:write organization:act';
    const acting = await world.bot((await issue(world, world.here.alice, 'steve', { scopes })).token);
    expect(refused(await world.ask(acting, 'tokens revoke', { id: world.there.id })).code).toBe(
      'unknown_token',
    );
    expect(done(await world.ask(acting, 'bots list'))).toMatchObject({ total: 1 });
  });

  test('never meet in a list, whoever made more', async () => {
    await using world = await openTwo();
    const make = async (who: MemberActor, prefix: string) => {
      for (let count = 0; count < 3; count += 1)
        await world.ask(who, 'bots create', { username: `${prefix}${count}` });
    };
    await Promise.all([make(world.here.alice, 'h'), make(world.there.alice, 't')]);
    expect(said(await world.ask(world.here.alice, 'bots list'))).toBe('4 bots.');
    const listed = JSON.stringify(await world.ask(world.here.alice, 'bots list'));
    expect(listed).toContain('h0');
    expect(listed).not.toContain('t0');
  });
});
