import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { renewPair } from '../../src/slack-clone/install/renew.ts';
import { access, allow } from './allowing.ts';
import { botClient, MANIFEST, openWorld } from './world.ts';

describe('what a person allows the workspace’s own app', () => {
  const url = 'http://127.0.0.1:9';
  const redirect_urls = [`${url}/slack/oauth_redirect`];
  const manifest = { ...MANIFEST, oauth_config: { ...MANIFEST.oauth_config, redirect_urls } };

  test('is what was asked, and neither takes from its first pair of tokens nor adds to it', async () => {
    await using world = await openWorld({ manifest });
    const own = { created: world.installation, url };
    await using alice = await world.signIn('alice');
    const code = await allow(alice, own, { scope: 'team:read', user_scope: 'chat:write' });
    const granted = await access(world, own, { code });
    expect(granted).toMatchObject({ scope: 'team:read', authed_user: { scope: 'chat:write' } });
    const user = botClient(world.url, granted.authed_user?.access_token ?? '');
    await expect(user.apiCall('client.apps')).rejects.toThrow('missing_scope');
    await expect(world.bot.team.info()).rejects.toThrow('missing_scope');
  });

  test('is over with a fresh pair, and nobody takes a second pair out of the directory', async () => {
    await using world = await openWorld({ manifest });
    const own = { created: world.installation, url };
    await using bob = await world.signIn('bob');
    const taken = bob.call('client.install', { app_id: world.installation.appId });
    await expect(taken).rejects.toThrow('app_not_found');
    const { access_token = '' } = await access(world, own, { code: await allow(bob, own) });
    const granted = botClient(world.url, access_token);
    await world.clone.settle();
    expect((await granted.auth.test()).ok).toBe(true);
    const place = { registryPath: world.registryPath, cloneId: 'slack-local' };
    const { botToken } = await renewPair(place, { bytes: (count) => randomBytes(count) });
    await world.clone.settle();
    await expect(granted.auth.test()).rejects.toThrow('token_revoked');
    expect((await botClient(world.url, botToken).auth.test()).ok).toBe(true);
  });
});
