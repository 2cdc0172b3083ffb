import { describe, expect, test } from 'vitest';
import type { SetPerson } from '../../src/slack-clone/protocol.ts';
import type { Person } from './person.ts';
import { MANIFEST, openWorld } from './world.ts';

const set = (admin: Person, change: SetPerson) => admin.call('client.setPerson', { ...change });

describe('a person', () => {
  test('who is deleted is signed out at once, and stays out until they are taken back', async () => {
    await using world = await openWorld();
    await using alice = await world.signIn('alice');
    await using bob = await world.signIn('bob');
    await set(alice, { user: bob.id, deleted: true });
    await bob.ended;
    await expect(bob.call('auth.test')).rejects.toThrow('token_revoked');
    await expect(world.signIn('bob')).rejects.toThrow('account_inactive');
    const { people } = await alice.call('client.boot');
    expect(people).toMatchObject([{ name: 'alice' }, { name: 'carol' }]);
    expect((await world.bot.users.info({ user: bob.id })).user).toMatchObject({ name: 'bob', deleted: true });
    const { members = [] } = await world.bot.users.list({});
    expect(members.filter(({ deleted }) => deleted).map(({ name }) => name)).toEqual(['bob']);
    await set(alice, { user: bob.id, deleted: false });
    await expect(bob.call('auth.test')).rejects.toThrow('token_revoked');
    await using again = await world.signIn('bob');
    expect(again.id).toBe(bob.id);
  });

  test('who is changed is told to apps that ask for it, as users.info tells', async () => {
    const event_subscriptions = { bot_events: ['user_change'] };
    const settings = { ...MANIFEST.settings, event_subscriptions };
    await using world = await openWorld({ manifest: { ...MANIFEST, settings } });
    const came: unknown[] = [];
    world.bolt.event('user_change', async ({ event }) => void came.push(event.user));
    await using alice = await world.signIn('alice');
    const { users } = world.bot;
    const bob = (await users.list({})).members?.find(({ name }) => name === 'bob')?.id ?? '';
    expect(await set(alice, { user: bob, is_admin: true })).toMatchObject({
      user: { name: 'bob', is_admin: true, is_restricted: false },
    });
    await expect.poll(() => came).toEqual([(await users.info({ user: bob })).user]);
    await set(alice, { user: bob, is_restricted: true });
    await expect.poll(() => came[1]).toMatchObject({ is_admin: false, is_restricted: true, deleted: false });
  });

  test('is changed by an admin alone, and one admin always stays', async () => {
    await using world = await openWorld();
    await using alice = await world.signIn('alice');
    await using bob = await world.signIn('bob');
    const nobody = { user: 'U0000000000', deleted: true };
    await expect(set(bob, { user: alice.id, deleted: true })).rejects.toThrow('not_an_admin');
    await expect(set(alice, nobody)).rejects.toThrow('user_not_found');
    const bot = { user: world.installation.botUserId, deleted: true };
    await expect(set(alice, bot)).rejects.toThrow('user_not_found');
    await expect(set(alice, { user: bob.id })).rejects.toThrow('invalid_arguments');
    const both = { user: bob.id, is_admin: true, is_restricted: true };
    await expect(set(alice, both)).rejects.toThrow('invalid_arguments');
    await expect(world.bot.apiCall('client.setPerson', nobody)).rejects.toThrow('not_allowed_token_type');
    const last = set(alice, { user: alice.id, is_admin: false });
    await expect(last).rejects.toThrow('cannot_modify_primary_owner');
    await set(alice, { user: bob.id, is_admin: true });
    const each = await Promise.allSettled([
      set(alice, { user: bob.id, is_admin: false }),
      set(bob, { user: alice.id, deleted: true }),
    ]);
    expect(each.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  test('is on one page of the list, however small the pages are', async () => {
    await using world = await openWorld();
    const names = new Set<string | undefined>();
    let cursor: string | undefined;
    do {
      const { members = [], ...page } = await world.bot.users.list({ limit: 1, ...(cursor && { cursor }) });
      expect(members).toHaveLength(1);
      names.add(members[0]?.name);
      cursor = page.response_metadata?.next_cursor;
    } while (cursor);
    expect(names).toEqual(new Set(['alice', 'bob', 'botmint', 'carol']));
  });
});
