import { chmod, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { everything } from './rows.ts';
import { botClient, MANIFEST, openWorld, type World } from './world.ts';

const reinstall = (world: World, manifest: unknown = MANIFEST) =>
  world.clone.install(manifest, { requestUrl: world.requestUrl });

describe('installing an app', () => {
  test('writes the secrets to the registry alone, which only its owner can read', async () => {
    await using world = await openWorld();
    const { installation, registryPath } = world;
    expect((await stat(registryPath)).mode & 0o777).toBe(0o600);
    const { botUserId: _, clientId, clientSecret, ...entry } = installation;
    const { botToken, userToken, signingSecret, appId } = entry;
    const configToken = expect.stringMatching(/^xoxe\.xoxp-1-\w{166}$/);
    const apps = { [appId]: { clientId, clientSecret, signingSecret } };
    const registry: unknown = JSON.parse(await readFile(registryPath, 'utf8'));
    expect(registry).toEqual({ 'slack-local': { ...entry, configToken, apps } });
    expect(botToken).toMatch(/^xoxb-\d{12}-\d{13}-\w{24}$/);
    expect(userToken).toMatch(/^xoxp-/);
    const stored = await everything(world.databaseUrl);
    expect(stored).toContain(installation.appId);
    for (const secret of [botToken, userToken, signingSecret, clientSecret])
      expect(stored).not.toContain(secret);
  });

  test('gives the user token to the first admin', async () => {
    await using world = await openWorld();
    const client = botClient(world.url, world.installation.userToken);
    expect(await client.auth.test()).toMatchObject({ user: 'alice' });
  });

  test('again keeps ids and secrets, also after a restart', async () => {
    await using world = await openWorld();
    expect(await reinstall(world)).toEqual(world.installation);
    await world.restart();
    expect(await reinstall(world)).toEqual(world.installation);
  });

  test('again with another manifest changes commands and scopes and nothing else', async () => {
    await using world = await openWorld();
    const more = [...MANIFEST.oauth_config.scopes.bot, 'team:read'];
    const changed = { ...MANIFEST, oauth_config: { scopes: { bot: more } } };
    await expect(world.bot.team.info()).rejects.toThrow('missing_scope');
    expect(await reinstall(world, changed)).toEqual(world.installation);
    expect((await world.bot.team.info()).team?.name).toBe('Local workspace');
  });

  test('without the registry makes new secrets and refuses the old ones', async () => {
    await using world = await openWorld();
    await rm(world.registryPath);
    const fresh = await reinstall(world);
    expect(fresh).toMatchObject({ appId: world.installation.appId, botUserId: world.installation.botUserId });
    expect(fresh.botToken).not.toBe(world.installation.botToken);
    await expect(world.bot.auth.test()).rejects.toThrow('token_revoked');
    expect((await botClient(world.url, fresh.botToken).auth.test()).ok).toBe(true);
  });

  test('heals when the registry was written and the hashes were not', async () => {
    await using world = await openWorld();
    const registry = { 'slack-local': { ...world.installation, botToken: 'xoxb-1-2-never-hashed' } };
    await writeFile(world.registryPath, JSON.stringify(registry));
    const healed = await reinstall(world);
    expect(healed.botToken).toBe('xoxb-1-2-never-hashed');
    expect((await botClient(world.url, healed.botToken).auth.test()).ok).toBe(true);
  });

  test('refuses a registry that others can read, and says what to run', async () => {
    await using world = await openWorld();
    await chmod(world.registryPath, 0o640);
    await expect(reinstall(world)).rejects.toThrow(`Run: chmod 600 ${world.registryPath}`);
    await expect(world.reopen()).rejects.toThrow('chmod 600');
  });

  test('refuses a registry that it cannot read, without quoting it', async () => {
    await using world = await openWorld();
    await writeFile(world.registryPath, '{ "botToken": "xoxb-quoted');
    const refused = await reinstall(world).catch(String);
    expect(refused).toContain('Move it away and start again');
    expect(refused).not.toContain('xoxb-quoted');
  });

  test('refuses a manifest that is no manifest, and says where', async () => {
    await using world = await openWorld();
    const long = { ...MANIFEST, display_information: { name: 'x'.repeat(36) } };
    await expect(reinstall(world, long)).rejects.toThrow('display_information.name');
    const without = { ...MANIFEST, oauth_config: { scopes: { bot: ['chat:write'] } } };
    await expect(reinstall(world, without)).rejects.toThrow(
      'slash commands and shortcuts need the bot scope `commands`',
    );
  });

  test('puts the bot into every public channel', async () => {
    await using world = await openWorld();
    const Channels = z.array(z.object({ name: z.string(), is_member: z.boolean(), num_members: z.number() }));
    const channels = Channels.parse((await world.bot.conversations.list()).channels);
    const [, general] = channels.toSorted((one, other) => one.name.localeCompare(other.name));
    expect(channels.every(({ is_member }) => is_member)).toBe(true);
    expect(general).toEqual({ name: 'general', is_member: true, num_members: 4 });
  });
});
