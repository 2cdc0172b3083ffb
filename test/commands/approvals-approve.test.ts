import { describe, expect, test } from 'vitest';
import { expiredApprovals } from '../../src/jobs/approvals.ts';
import { done, refused, rows, said } from '../world.ts';
import { count, dave, DAY, notices, Requested, strict, wish } from './requests.ts';

describe('approving', () => {
  test('makes the bot, which belongs to the one who asked, and takes the buttons away', async () => {
    await using world = await strict();
    const id = await wish(world);
    world.clock.pass(1000);
    const outcome = await world.ask(world.alice, 'approvals approve', { id: id.slice(0, 8) });
    expect(said(outcome)).toBe('ada is made. bob owns it, and is told.');
    expect(done(await world.ask(world.bob, 'bots show', { username: 'ada' }))).toMatchObject({
      owner: 'bob',
    });
    expect(await notices(world)).toEqual([
      'approval_asked #bots',
      'approval_answered bob',
      'approval_closed #bots',
    ]);
  });

  test('is never for the one who asked, for a member or for a guest', async () => {
    await using world = await strict();
    const input = { username: 'eve', reason: 'mine' };
    const { id } = Requested.parse(done(await world.ask(world.alice, 'bots create', input))).approval;
    for (const answer of ['approvals approve', 'approvals deny']) {
      expect(refused(await world.ask(world.alice, answer, { id }))).toEqual({
        code: 'forbidden',
        sentence: 'You asked for this yourself, so somebody else has to answer it.',
      });
      for (const who of [world.bob, world.carol])
        expect(refused(await world.ask(who, answer, { id })).code).toBe('missing_scope');
    }
    expect(await count(world, 'bot')).toBe(1);
  });

  test('happens once: of ten at once one did it, and the others are told who', async () => {
    await using world = await strict();
    const other = await dave(world);
    for (const [index, username] of ['a1', 'a2', 'a3'].entries()) {
      const id = await wish(world, username);
      const outcomes = await Promise.all(
        Array.from({ length: 10 }, async (_none, turn) =>
          world.ask(turn % 2 ? world.alice : other, turn % 3 ? 'approvals approve' : 'approvals deny', {
            id,
          }),
        ),
      );
      expect(outcomes.filter(({ kind }) => kind === 'done')).toHaveLength(1);
      for (const outcome of outcomes.filter(({ kind }) => kind !== 'done'))
        expect(refused(outcome).sentence).toMatch(
          /^(alice|dave) (approved|denied) it on 21 Nov 2026, 22:14 CET\./,
        );
      const answered = (await notices(world)).filter((line) => line === 'approval_answered bob');
      expect(answered).toHaveLength(index + 1);
    }
    const approved = await rows(world, 'select from approval where is_approved');
    expect(await count(world, 'bot')).toBe(1 + approved.length);
    expect(world.logged).toEqual([]);
  });

  test('fails with a sentence where the name was given out meanwhile, and changes nothing', async () => {
    await using world = await strict();
    const id = await wish(world);
    await world.ask(world.alice, 'policy set', { approval: 'none' });
    await world.ask(world.alice, 'bots create', { username: 'ada' });
    expect(refused(await world.ask(world.alice, 'approvals approve', { id })).sentence).toBe(
      'There is already a bot named ada; you own it. Names are never given out twice.',
    );
    expect(await rows(world, 'select from approval where answered_at is null')).toHaveLength(1);
    expect(await notices(world)).toEqual(['approval_asked #bots']);
    done(await world.ask(world.alice, 'approvals deny', { id }));
  });

  test('comes too late after a week, and the request is closed by itself', async () => {
    await using world = await strict();
    const id = await wish(world);
    world.clock.pass(7 * DAY);
    expect(refused(await world.ask(world.alice, 'approvals approve', { id })).sentence).toBe(
      'Nobody answered it until 28 Nov 2026, 22:14 CET. bob can ask again.',
    );
    for (let time = 0; time < 2; time += 1) await expiredApprovals.sweep(world.deps);
    expect(await notices(world)).toEqual([
      'approval_asked #bots',
      'approval_answered bob',
      'approval_closed #bots',
    ]);
    expect(await rows(world, 'select is_approved, answered_by from approval')).toEqual([
      { is_approved: false, answered_by: null },
    ]);
  });

  test('leaves what is not due alone', async () => {
    await using world = await strict();
    await wish(world);
    world.clock.pass(7 * DAY - 1);
    await expiredApprovals.sweep(world.deps);
    expect(await notices(world)).toEqual(['approval_asked #bots']);
  });

  test('of somebody who may not own bots any more is refused', async () => {
    await using world = await strict();
    const id = await wish(world);
    await rows(world, "update member set given_role = 'guest' where name = 'bob'");
    expect(refused(await world.ask(world.alice, 'approvals approve', { id })).sentence).toBe(
      `bob may not own bots any more, so this cannot be approved. \`approvals deny ${id.slice(0, 8)}\` closes it.`,
    );
    await rows(world, "update member set is_deactivated = true where name = 'bob'");
    expect(refused(await world.ask(world.alice, 'approvals approve', { id })).sentence).toContain(
      'bob is not here any more',
    );
  });

  test('is told in the audit log with the reason, as the request is', async () => {
    await using world = await strict();
    const id = await wish(world);
    world.clock.pass(1000);
    await world.ask(world.alice, 'approvals deny', { id, reason: 'There is one already' });
    const other = await wish(world);
    world.clock.pass(1000);
    await world.ask(world.alice, 'approvals approve', { id: other });
    const audited = await rows(
      world,
      "select concat_ws(' · ', actor_name, command, target, outcome, note) as line from audit_entry where target = 'ada' order by at, command desc",
    );
    expect(audited.map(({ line }) => line)).toEqual([
      'bob · bots create · ada · asked · to post builds',
      'bob · bots create · ada · asked · to post builds',
      'alice · approvals deny · ada · done · There is one already',
      'alice · approvals approve · ada · done · to post builds',
    ]);
  });
});
