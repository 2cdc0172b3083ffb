import { describe, expect, test } from 'vitest';
import { plain } from '../../src/core/text.ts';
import { shortId } from '../../src/core/tokens.ts';
import { done, issue, issuedOf, openWorld, refused, rows, said } from '../world.ts';

const DAY = 86_400_000;

async function withSteve() {
  const world = await openWorld();
  const [alice, bob] = [await world.person('alice'), await world.person('bob')];
  await world.ask(bob, 'bots create', { username: 'steve' });
  return Object.assign(world, { alice, bob });
}

async function rotating() {
  const world = await withSteve();
  const old = await issue(world, world.bob, 'steve');
  const next = issuedOf(await world.ask(world.bob, 'tokens rotate start', { id: old.id }));
  return Object.assign(world, { old, next });
}

describe('a rotation', () => {
  test('is told of in the list, with what ends it in place of what is refused', async () => {
    await using world = await rotating();
    const list = async () => {
      const outcome = await world.ask(world.bob, 'tokens list');
      const lines = outcome.kind === 'done' ? (outcome.document.table?.lines ?? []) : [];
      return lines.map(({ text, buttons = [] }) => ({
        isBeingReplaced: plain(text).endsWith(' · being replaced'),
        labels: buttons.map(({ label }) => label),
      }));
    };
    expect(await list()).toContainEqual({
      isBeingReplaced: true,
      labels: ['Finish rotation', 'Cancel rotation'],
    });
    expect(await list()).toContainEqual({ isBeingReplaced: false, labels: ['Rotate', 'Revoke'] });
    await world.ask(world.bob, 'tokens freeze', { id: world.next.id });
    expect(await list()).toContainEqual({ isBeingReplaced: false, labels: ['Unfreeze', 'Revoke'] });
  });

  test.each(['old', 'next'] as const)('is finished by the id of the %s one', async (which) => {
    await using world = await rotating();
    const { old, next } = world;
    const outcome = await world.ask(world.bob, 'tokens rotate finish', { id: world[which].id });
    expect(said(outcome)).toBe(
      `\`${shortId(old.id)}\` is revoked and refused everywhere as of now. \`${shortId(next.id)}\` has taken its place.`,
    );
    await expect(world.bot(old.token)).rejects.toMatchObject({ code: 'revoked_bot_token' });
    expect((await world.bot(next.token)).tokenId).toBe(next.id);
    expect(refused(await world.ask(world.bob, 'tokens rotate finish', { id: old.id })).sentence).toBe(
      `The rotation of \`${shortId(old.id)}\` is finished already: its successor has taken its place.`,
    );
  });

  test.each(['old', 'next'] as const)('is cancelled by the id of the %s one', async (which) => {
    await using world = await rotating();
    const { old, next } = world;
    const outcome = await world.ask(world.bob, 'tokens rotate cancel', { id: world[which].id });
    expect(said(outcome)).toBe(
      `\`${shortId(next.id)}\` is revoked and refused everywhere as of now. \`${shortId(old.id)}\` goes on as before, until 1 Mar 2027, 22:14 CET (in 100 days).`,
    );
    await expect(world.bot(next.token)).rejects.toMatchObject({ code: 'revoked_bot_token' });
    world.clock.pass(8 * DAY);
    expect((await world.bot(old.token)).tokenId).toBe(old.id);
    // And it can be rotated anew.
    issuedOf(await world.ask(world.bob, 'tokens rotate start', { id: old.id }));
  });

  test('that is none is told how to begin one', async () => {
    await using world = await withSteve();
    const { id } = await issue(world, world.bob, 'steve');
    for (const verb of ['finish', 'cancel'])
      expect(refused(await world.ask(world.bob, `tokens rotate ${verb}`, { id }))).toEqual({
        code: 'already_done',
        sentence: `\`${shortId(id)}\` is not being rotated. \`tokens rotate start ${shortId(id)}\` makes it a successor.`,
      });
  });

  test('whose time is over is not cancelled: what was refused stays refused', async () => {
    await using world = await rotating();
    const { old, next } = world;
    world.clock.pass(7 * DAY);
    expect(refused(await world.ask(world.bob, 'tokens rotate cancel', { id: old.id })).sentence).toBe(
      `\`${shortId(old.id)}\` ended on 28 Nov 2026, 22:14 CET, when its time was over, so there is nothing to go back to. To replace the new one: \`tokens rotate start ${shortId(next.id)}\``,
    );
    expect(said(await world.ask(world.bob, 'tokens revoke', { id: next.id }))).toBe(
      `\`${shortId(next.id)}\` is revoked and refused everywhere as of now. steve has no other token.`,
    );
    expect(
      await rows(world, `select superseded_at is null as free from token where id = '${old.id}'`),
    ).toEqual([{ free: false }]);
  });

  test('is finished by revoking the old token, and cancelled by revoking the new one', async () => {
    await using world = await rotating();
    const { old, next } = world;
    expect(said(await world.ask(world.bob, 'tokens revoke', { id: next.id }))).toBe(
      `\`${shortId(next.id)}\` is revoked and refused everywhere as of now. steve has 1 other token. Its rotation is cancelled: \`${shortId(old.id)}\` goes on as before.`,
    );
    const again = issuedOf(await world.ask(world.bob, 'tokens rotate start', { id: old.id }));
    expect(said(await world.ask(world.bob, 'tokens revoke', { id: old.id }))).toBe(
      `\`${shortId(old.id)}\` is revoked and refused everywhere as of now. steve has 1 other token. \`${shortId(again.id)}\` has taken its place.`,
    );
    expect((await world.bot(again.token)).tokenId).toBe(again.id);
  });

  test('of a new token that was lost goes on from there', async () => {
    await using world = await rotating();
    const { old, next } = world;
    const third = issuedOf(await world.ask(world.bob, 'tokens rotate start', { id: next.id }));
    done(await world.ask(world.bob, 'tokens rotate finish', { id: next.id }));
    expect(done(await world.ask(world.bob, 'tokens rotate finish', { id: old.id }))).toMatchObject({
      successor: null,
    });
    expect(await rows(world, 'select id from token where revoked_at is null')).toEqual([{ id: third.id }]);
  });

  test('is in the audit log with both tokens', async () => {
    await using world = await rotating();
    const { old, next } = world;
    await world.ask(world.bob, 'tokens rotate finish', { id: next.id });
    expect(
      await rows(
        world,
        "select command, target, subject from audit_entry where command like 'tokens %' order by at, command",
      ),
    ).toEqual(
      expect.arrayContaining([
        { command: 'tokens issue', target: 'steve', subject: old.id },
        { command: 'tokens rotate start', target: old.id, subject: next.id },
        { command: 'tokens rotate finish', target: next.id, subject: old.id },
      ]),
    );
  });

  test('that begins or ends is told to every process, for the tokens whose end it moves', async () => {
    await using world = await rotating();
    const { old, next } = world;
    const forgotten: unknown[] = [];
    world.deps.peers = {
      announce: async (_db, stale) => {
        forgotten.push(stale.tokens);
        return async () => {};
      },
    };
    await world.ask(world.bob, 'tokens rotate cancel', { id: next.id });
    await world.ask(world.bob, 'tokens rotate start', { id: old.id });
    expect(forgotten).toEqual([[old.id, next.id], [old.id]]);
  });
});
