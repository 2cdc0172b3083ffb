import { expect, test } from 'vitest';
import { MANIFEST, openWorld } from './world.ts';

const SCOPES =
  'users:read users:read.email users:write users.profile:read team:read emoji:read commands channels:read';
const WIDE = {
  ...MANIFEST,
  oauth_config: { scopes: { bot: SCOPES.split(' ') } },
  settings: {
    ...MANIFEST.settings,
    event_subscriptions: { bot_events: ['user_change', 'user_status_changed'] },
  },
};

test('a person says who they are and how they are, and everybody reads it', async () => {
  await using world = await openWorld({ manifest: WIDE });
  const heard: string[] = [];
  world.bolt.event(/^user_/, async ({ event }) => void heard.push(event.type));
  await using alice = await world.signIn('alice');
  await using bob = await world.signIn('bob');
  const { users } = world.bot;
  const set = (profile: Record<string, unknown>) => bob.web.users.profile.set({ profile });
  const changed = await set({ title: 'Baker', display_name: 'Bobby', first_name: 'Robert' });
  expect(changed.profile).toMatchObject({ title: 'Baker', real_name: 'Robert Baker', display_name: 'Bobby' });
  expect((await alice.nextEvent('person_changed')).user).toMatchObject({ real_name: 'Robert Baker' });
  const until = Math.floor(Date.now() / 1000) + 3600;
  await set({ status_text: 'Lunch', status_emoji: ':bread:', status_expiration: until });
  const profile = async () => (await users.profile.get({ user: bob.id })).profile;
  expect(await profile()).toMatchObject({
    status_text: 'Lunch',
    status_emoji: ':bread:',
    status_expiration: until,
    email: 'bob@local.example',
  });
  expect((await users.info({ user: bob.id })).user).toMatchObject({ profile: { status_text: 'Lunch' } });
  await expect.poll(() => heard).toEqual(['user_change', 'user_change', 'user_status_changed']);
  const half = set({ status_text: '' });
  await expect(half).rejects.toThrow('must_clear_both_status_text_and_status_emoji');
  world.pass(3_700_000);
  expect(await profile()).toMatchObject({ status_text: '', status_emoji: '', status_expiration: 0 });
  for (const [wanted, refusal] of [
    [{ status_emoji: 'bread' }, 'invalid_profile'],
    [{ status_text: 'x'.repeat(101) }, 'too_long'],
    [{ display_name: '@bob' }, 'invalid_starts_with_at'],
    [{ display_name: 'Here' }, 'reserved_name'],
    [{ email: 'b@x.example' }, 'not_admin'],
    [{}, 'invalid_profile'],
  ] as const)
    await expect(set(wanted)).rejects.toThrow(refusal);
  const picture = await fetch((await profile())?.image_72 ?? '');
  expect([picture.headers.get('content-type'), await picture.text()]).toEqual([
    'image/svg+xml',
    expect.stringContaining('>RB<'),
  ]);
});

test('an admin changes others, but no other admin, and no address that somebody has', async () => {
  await using world = await openWorld({ manifest: WIDE });
  await using alice = await world.signIn('alice');
  await using bob = await world.signIn('bob');
  const { users } = world.bot;
  const set = (user: string, profile: { email: string }) => alice.web.users.profile.set({ user, profile });
  await set(bob.id, { email: 'B.Baker@local.example' });
  expect((await users.lookupByEmail({ email: 'b.baker@LOCAL.example' })).user?.id).toBe(bob.id);
  await expect(users.lookupByEmail({ email: 'bob@local.example' })).rejects.toThrow('users_not_found');
  await expect(set(bob.id, { email: 'alice@local.example' })).rejects.toThrow('email_taken');
  await alice.call('client.setPerson', { user: bob.id, is_admin: true });
  await expect(set(bob.id, { email: 'c@x.example' })).rejects.toThrow('cannot_update_admin_user');
  await expect(world.bot.apiCall('users.profile.set', {})).rejects.toThrow('not_allowed_token_type');
});

test('a person is active while a window is open, unless they say that they are away', async () => {
  await using world = await openWorld({ manifest: WIDE });
  const { users } = world.bot;
  await using bob = await world.signIn('bob');
  const presence = async () => (await users.getPresence({ user: bob.id })).presence;
  expect(await presence()).toBe('active');
  await bob.web.users.setPresence({ presence: 'away' });
  expect(await presence()).toBe('away');
  expect(await bob.web.users.getPresence({})).toMatchObject({ online: true, manual_away: true });
  await bob.web.users.setPresence({ presence: 'auto' });
  expect(await presence()).toBe('active');
  await bob.leave();
  await expect.poll(presence).toBe('away');
  expect((await users.getPresence({})).presence).toBe('active');
  await expect(world.bot.apiCall('users.setPresence', { presence: 'x' })).rejects.toThrow('invalid_presence');
});

test('a workspace tells of itself what Slack does', async () => {
  await using world = await openWorld({ manifest: WIDE });
  const { bot } = world;
  const { teamId: id, appId: app_id, botUserId: user_id } = world.installation;
  expect((await bot.auth.teams.list()).teams).toEqual([{ id, name: 'Local workspace' }]);
  expect((await bot.team.info()).team).toMatchObject({ id, domain: 'local' });
  await expect(bot.team.info({ team: 'T0000000000' })).rejects.toThrow('team_not_found');
  expect((await bot.emoji.list()).emoji).toEqual({});
  const { bot_id = '' } = await bot.auth.test();
  expect((await bot.bots.info({ bot: bot_id })).bot).toMatchObject({ id: bot_id, app_id, user_id });
});
