import { describe, expect, test } from 'vitest';
import { choose } from '../../src/commands/choosing.ts';
import { membersSetRole } from '../../src/commands/members-set-role.ts';
import { plain } from '../../src/core/text.ts';
import { done, issue, openWorld, refused, rows, said } from '../world.ts';
import { deactivate } from './listing.ts';

async function withPeople() {
  const world = await openWorld();
  const [alice, bob, carol] = [
    await world.person('alice'),
    await world.person('bob'),
    await world.person('carol'),
  ];
  const setRole = async (who: typeof bob, person: string, role: string) =>
    world.ask(who, 'members set-role', { person, role });
  return Object.assign(world, { alice, bob, carol, setRole });
}

describe('members list', () => {
  test('has names, roles, where they come from, bots and who is gone; to a guest too', async () => {
    await using world = await withPeople();
    const { alice, bob, carol } = world;
    await world.ask(bob, 'bots create', { username: 'steve' });
    await world.setRole(alice, '@carol', 'member');
    await deactivate(world, 'bob');
    const outcome = await world.ask(carol, 'members list');
    expect(said(outcome)).toBe('3 people.');
    const table = outcome.kind === 'done' ? outcome.document.table : undefined;
    expect(table?.columns).toEqual(['Name', 'Role', 'Given By', 'Bots', 'State']);
    expect(table?.rows.map((cells) => cells.map(plain))).toEqual([
      ['alice', 'admin', 'the workspace', '0', 'active'],
      ['bob', 'member', 'the workspace', '1', 'deactivated'],
      ['carol', 'member', 'an admin here', '0', 'active'],
    ]);
  });

  test('goes on page by page while people come, and lets an admin set each role but their own', async () => {
    await using world = await withPeople();
    const first = await world.ask(world.alice, 'members list', { limit: 2 });
    expect(said(first)).toBe('3 people, 2 of them here.');
    if (first.kind !== 'done') throw new Error('refused');
    expect(first.document.table?.lines?.map(({ buttons }) => buttons?.[0]?.input)).toEqual([
      undefined,
      { person: '@bob' },
    ]);
    const [more] = first.document.buttons ?? [];
    await rows(
      world,
      `insert into member (organization_id, id, slack_user_id, name, time_zone, workspace_role, is_deactivated,
         checked_at, created_at)
       select organization_id, gen_random_uuid(), 'U0' || n, n, time_zone, 'member', false, checked_at, created_at
       from member, unnest('{abe,zoe}'::text[]) n where name = 'bob'`,
    );
    const second = done(await world.ask(world.alice, 'members list', more?.input));
    expect(second).toMatchObject({
      members: [{ name: 'carol' }, { name: 'zoe' }],
      next_cursor: null,
      total: 5,
    });
    expect(refused(await world.ask(world.alice, 'members list', { cursor: 'x' })).sentence).toBe(
      'This page is not there any more. `members list` begins anew.',
    );
  });
});

describe('members set-role', () => {
  test('goes before what the workspace says, until it is taken back', async () => {
    await using world = await withPeople();
    const { alice, setRole } = world;
    expect(said(await setRole(alice, '@carol', 'member'))).toBe('carol is a member as of now.');
    expect(await world.person('carol')).toMatchObject({ role: 'member' });
    world.clock.pass(61_000);
    expect(await world.person('carol')).toMatchObject({ role: 'member' });
    expect(said(await setRole(alice, '@carol', 'member'))).toBe('carol is a member, as before.');
    expect(said(await setRole(alice, '@carol', 'workspace'))).toBe(
      'carol is a guest as of now, as the workspace has it.',
    );
    expect(await world.person('carol')).toMatchObject({ role: 'guest' });
  });

  test('changes at once what the tokens of their bots may do', async () => {
    await using world = await withPeople();
    const { alice, bob, setRole } = world;
    await world.ask(bob, 'bots create', { username: 'steve' });
    const { token } = await issue(world, bob, 'steve', { scopes: 'bots:read bots:write' });
    expect([...(await world.bot(token)).scopes]).toEqual(['bots:read', 'bots:write']);
    expect(said(await setRole(alice, '<@U0BOB>', 'guest'))).toBe(
      'bob is a guest as of now. The tokens of the bot that they own may do no more than a guest may, at once.',
    );
    expect([...(await world.bot(token)).scopes]).toEqual(['bots:read']);
  });

  test('is refused for oneself, for those who are gone, and to all but admins', async () => {
    await using world = await withPeople();
    const { alice, bob, setRole } = world;
    expect(refused(await setRole(alice, '@alice', 'member'))).toEqual({
      code: 'forbidden',
      sentence: 'Nobody changes their own role. Another admin can.',
    });
    expect(refused(await setRole(bob, '@carol', 'admin')).code).toBe('missing_scope');
    await deactivate(world, 'carol');
    expect(refused(await setRole(alice, '@carol', 'member')).sentence).toBe(
      'carol is deactivated in this workspace. `members list` shows everybody.',
    );
    expect(refused(await setRole(alice, '@bob', 'owner')).sentence).toBe(
      'Role is one of admin, member, guest, workspace.',
    );
    expect(await rows(world, 'select from member where given_role is not null')).toEqual([]);
  });

  test('leaves an admin: of two who take each other’s role at once, one is too late', async () => {
    await using world = await withPeople();
    await world.setRole(world.alice, '@bob', 'admin');
    const bob = await world.person('bob');
    const outcomes = await Promise.all([
      world.setRole(world.alice, '@bob', 'member'),
      world.setRole(bob, '@alice', 'member'),
    ]);
    const [late, ...others] = outcomes.filter(({ kind }) => kind === 'refused');
    expect(others).toEqual([]);
    expect(late && refused(late).sentence).toMatch(
      /^(alice|bob) is the last admin here\. Make somebody else one first\.$/,
    );
    expect(await rows(world, "select from member where role = 'admin'")).toHaveLength(1);
  });

  test('is audited with the name of whose role it is', async () => {
    await using world = await withPeople();
    await world.setRole(world.alice, '<@U0CAROL>', 'member');
    expect(await rows(world, 'select command, target, outcome from audit_entry')).toEqual([
      { command: 'members set-role', target: 'carol', outcome: 'done' },
    ]);
  });
});

test('of two people with one name each can be chosen, and the name alone is not enough', async () => {
  await using world = await withPeople();
  await rows(world, "update member set name = 'carol' where name = 'bob'");
  expect(refused(await world.setRole(world.alice, '@carol', 'member')).sentence).toBe(
    'More than one person here is named `@carol`. Mention the one you mean, with @.',
  );
  const offered = await choose(membersSetRole, { name: 'person', typed: 'car' }, world.alice, world.deps);
  expect(offered.map(({ value }) => value).toSorted()).toEqual(['<@U0BOB>', '<@U0CAROL>']);
  done(await world.setRole(world.alice, '<@U0CAROL|carol>', 'member'));
});
