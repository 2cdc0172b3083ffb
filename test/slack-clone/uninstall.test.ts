import { describe, expect, test } from 'vitest';
import { type Installable, installInBrowser, openInstallable } from './installable.ts';
import { botClient, openWorld, type World } from './world.ts';

/** Bob has installed it; and what its Bolt is told of its end. */
async function installed(world: World, hello: Installable) {
  await installInBrowser(hello, 'allow', 'bob');
  const { bot, user } = hello.installations.get(world.installation.teamId) ?? {};
  const told: unknown[] = [];
  hello.bolt.event('tokens_revoked', async ({ event }) => void told.push(event.tokens));
  hello.bolt.event('app_uninstalled', async ({ event }) => void told.push(event.type));
  return { bot: botClient(world.url, bot?.token ?? ''), botId: bot?.userId, user, told };
}

describe('an app that goes', () => {
  test('by apps.uninstall loses all its tokens, is told so, and can come again as the same bot', async () => {
    await using world = await openWorld();
    await using hello = await openInstallable(world);
    const { bot, botId, user, told } = await installed(world, hello);
    const { clientId: client_id, clientSecret: client_secret } = hello.created;
    await expect(bot.apps.uninstall({ client_id, client_secret: 'x' })).rejects.toThrow('bad_client_secret');
    const other = world.bot.apps.uninstall({ client_id, client_secret });
    await expect(other).rejects.toThrow('client_id_token_mismatch');
    await bot.apps.uninstall({ client_id, client_secret });
    await expect
      .poll(() => told)
      .toEqual(expect.arrayContaining([{ oauth: [user?.id], bot: [botId] }, 'app_uninstalled']));
    await expect(bot.auth.test()).rejects.toThrow('token_revoked');
    await using bob = await world.signIn('bob');
    await expect(bob.command('/hello')).rejects.toThrow('invalid_command');
    await installInBrowser(hello, 'allow', 'bob');
    const again = hello.installations.get(world.installation.teamId);
    expect(again?.bot?.userId).toBe(botId);
    expect((await botClient(world.url, again?.bot?.token ?? '').auth.test()).ok).toBe(true);
  });

  test('by auth.revoke is uninstalled with its last token, and not before', async () => {
    await using world = await openWorld();
    await using hello = await openInstallable(world);
    const { bot, botId, user, told } = await installed(world, hello);
    await bot.auth.revoke();
    await expect.poll(() => told).toEqual([{ oauth: [], bot: [botId] }]);
    await botClient(world.url, user?.token ?? '').auth.revoke();
    await expect.poll(() => told).toHaveLength(3);
    expect(told).toContain('app_uninstalled');
    expect((await world.bot.auth.test()).ok).toBe(true);
  });

  test('as the one that came with the workspace is back when its tokens are asked for', async () => {
    await using world = await openWorld();
    const { botToken, userToken, clientId: client_id, clientSecret: client_secret } = world.installation;
    const user = botClient(world.url, userToken);
    await world.bot.auth.revoke();
    await world.clone.settle();
    expect((await botClient(world.url, botToken).auth.test()).ok).toBe(true);
    await world.bot.apps.uninstall({ client_id, client_secret });
    await expect(user.auth.test()).rejects.toThrow('token_revoked');
    await world.clone.settle();
    expect((await user.auth.test()).ok).toBe(true);
    expect((await world.post({ channel: 'general', text: 'Back.' })).ok).toBe(true);
    await using bob = await world.signIn('bob');
    expect(JSON.stringify(await bob.call('client.boot', {}))).toContain('"/bots"');
  });
});
