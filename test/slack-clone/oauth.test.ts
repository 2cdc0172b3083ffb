import { InstallProvider } from '@slack/oauth';
import { describe, expect, test } from 'vitest';
import { access, allow } from './allowing.ts';
import { HELLO, installInBrowser, openInstallable } from './installable.ts';
import { everything } from './rows.ts';
import { botClient, openWorld } from './world.ts';

describe('an app that a person installs in the browser', () => {
  test('asks in plain words, is in the workspace after Allow, and its Bolt answers there', async () => {
    await using world = await openWorld();
    await using hello = await openInstallable(world);
    const { page, response } = await installInBrowser(hello, 'allow', 'bob');
    expect(page).toContain('<h1>Hello &amp; &lt;co&gt; wants to be in Local workspace</h1>');
    expect(page).toContain('<li>Add slash commands and shortcuts <code>commands</code></li>');
    expect(page).toContain('<li>See public channels and who is in them <code>channels:read</code></li>');
    expect(page).not.toContain('carol');
    expect(response.status).toBe(200);
    await using bob = await world.signIn('bob');
    expect(hello.installations.get(world.installation.teamId)).toMatchObject({
      team: { id: world.installation.teamId, name: 'Local workspace' },
      user: { id: bob.id, scopes: ['channels:read'], token: expect.stringMatching(/^xoxp-/) },
      bot: { scopes: ['commands', 'chat:write'], token: expect.stringMatching(/^xoxb-/) },
      appId: hello.created.appId,
      tokenType: 'bot',
      isEnterpriseInstall: false,
    });
    hello.bolt.command('/hello', async ({ ack, context }) => ack(`I am ${context.botUserId}`));
    await bob.command('/hello');
    const bot = hello.installations.get(world.installation.teamId)?.bot;
    expect((await bob.nextEvent('ephemeral')).message.text).toBe(`I am ${bot?.userId}`);
    expect(await bob.call('client.boot')).toMatchObject({
      apps: expect.arrayContaining([expect.objectContaining({ name: 'Hello & <co>' })]),
      commands: [{ command: '/bots' }, { command: '/hello' }, { command: '/tokens' }],
    });
    const stored = await everything(world.databaseUrl);
    for (const secret of [bot?.token, hello.created.clientSecret, hello.created.signingSecret])
      expect(stored).not.toContain(secret);
    await world.restart();
    await bob.command('/hello');
  });

  test('is not there after Cancel, and hears of it', async () => {
    await using world = await openWorld();
    await using hello = await openInstallable(world);
    const { response } = await installInBrowser(hello, 'cancel', 'bob');
    expect(response.status).toBe(500);
    expect(hello.installations.size).toBe(0);
    await using bob = await world.signIn('bob');
    await expect(bob.command('/hello')).rejects.toThrow('invalid_command');
  });

  test('is refused on a page that says why, when its address is wrong', async () => {
    await using world = await openWorld();
    await using hello = await openInstallable(world);
    const { clientId } = hello.created;
    const wrong: [string, string][] = [
      ['invalid_client_id', 'client_id=1.2&scope=commands'],
      ['invalid_client_id', 'client_id=%00'],
      ['bad_redirect_uri', `client_id=${clientId}&scope=commands&redirect_uri=http://evil.example/`],
      [
        'bad_redirect_uri',
        `client_id=${clientId}&scope=commands&redirect_uri=${hello.url}/slack/oauth_redirecting`,
      ],
      ['invalid_scope', `client_id=${clientId}&scope=commands,client`],
      ['invalid_scope', `client_id=${clientId}&user_scope=client`],
      ['invalid_scope', `client_id=${clientId}&user_scope=constructor`],
      ['no_scopes', `client_id=${clientId}`],
      ['invalid_team_id', `client_id=${clientId}&scope=commands&team=T1`],
    ];
    for (const [code, query] of wrong) {
      const response = await fetch(`${world.url}/oauth/v2/authorize?${query}`);
      expect([query, response.status]).toEqual([query, 400]);
      expect(await response.text()).toContain(`<code>${code}</code>`);
    }
    const fine = await fetch(`${world.url}/oauth/v2/authorize?client_id=${clientId}&scope=commands`);
    expect([fine.status, fine.headers.get('content-security-policy')]).toEqual([
      200,
      expect.stringContaining("default-src 'none'"),
    ]);
    expect(world.log).toEqual([]);
  });

  test('is not let in by a form of another page', async () => {
    await using world = await openWorld();
    await using hello = await openInstallable(world);
    await using bob = await world.signIn('bob');
    const form = { client_id: hello.created.clientId, scope: 'commands', answer: 'allow', user: bob.id };
    const send = (origin: string) =>
      fetch(`${world.url}/oauth/v2/authorize`, {
        method: 'POST',
        body: new URLSearchParams(form),
        headers: { origin },
        redirect: 'manual',
      });
    for (const origin of ['http://evil.example', 'null', hello.url]) {
      const refused = await send(origin);
      expect([refused.status, refused.headers.get('location')]).toEqual([400, null]);
    }
    expect((await send(world.url)).headers.get('location')).toMatch(
      /oauth_redirect\?code=\d+\.\d+\.\w{64}&state=$/,
    );
  });
});

describe('a code', () => {
  test('is exchanged once, within ten minutes, by its own app, to the same address', async () => {
    await using world = await openWorld();
    await using hello = await openInstallable(world);
    await using bob = await world.signIn('bob');
    const code = await allow(bob, hello);
    const wrong: [string, Record<string, string>][] = [
      ['invalid_client_id', { client_id: '1.2', code }],
      ['bad_client_secret', { client_secret: 'made up', code }],
      ['invalid_grant_type', { grant_type: 'password', code }],
      ['bad_redirect_uri', { redirect_uri: `${hello.url}/slack/oauth_redirect/x`, code }],
      ['invalid_code', { code: 'made up' }],
      [
        'invalid_code',
        { client_id: world.installation.clientId, client_secret: world.installation.clientSecret, code },
      ],
    ];
    for (const [error, more] of wrong) await expect(access(world, hello, more)).rejects.toThrow(error);
    const each = await Promise.allSettled([access(world, hello, { code }), access(world, hello, { code })]);
    expect(each.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    await expect(access(world, hello, { code })).rejects.toThrow('code_already_used');
    const late = await allow(bob, hello);
    world.pass(600_000);
    await expect(access(world, hello, { code: late })).rejects.toThrow('invalid_code');
  });

  test('is answered field by field as Slack does, also where the secret comes by HTTP Basic', async () => {
    await using world = await openWorld();
    await using hello = await openInstallable(world);
    await using bob = await world.signIn('bob');
    const code = await allow(bob, hello, { user_scope: 'channels:read users:read' });
    const { clientId, clientSecret, appId } = hello.created;
    const response = await fetch(`${world.url}/api/oauth.v2.access`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` },
      body: new URLSearchParams({ code, redirect_uri: `${hello.url}/slack/oauth_redirect` }),
    });
    expect(await response.json()).toEqual({
      ok: true,
      access_token: expect.stringMatching(/^xoxb-/),
      token_type: 'bot',
      scope: 'chat:write',
      bot_user_id: expect.stringMatching(/^U/),
      app_id: appId,
      team: { id: world.installation.teamId, name: 'Local workspace' },
      enterprise: null,
      authed_user: {
        id: bob.id,
        scope: 'channels:read,users:read',
        access_token: expect.stringMatching(/^xoxp-/),
        token_type: 'user',
      },
      is_enterprise_install: false,
    });
  });

  test('adds to what was granted before, and the older token may do it too', async () => {
    await using world = await openWorld();
    await using hello = await openInstallable(world);
    await using bob = await world.signIn('bob');
    const first = await access(world, hello, { code: await allow(bob, hello) });
    const older = botClient(world.url, first.access_token ?? '');
    await expect(older.team.info()).rejects.toThrow('missing_scope');
    const code = await allow(bob, hello, { scope: 'team:read' });
    const second = await access(world, hello, { code });
    expect(second).toMatchObject({ scope: 'chat:write,team:read', bot_user_id: first.bot_user_id });
    expect((await older.team.info()).ok).toBe(true);
  });

  test('is made by Slack’s own InstallProvider without Bolt, for a person’s token alone', async () => {
    await using world = await openWorld();
    await using hello = await openInstallable(world);
    const { clientId, clientSecret } = hello.created;
    const provider = new InstallProvider({
      clientId,
      clientSecret,
      stateSecret: 'only for this test',
      authorizationUrl: `${world.url}/oauth/v2/authorize`,
      clientOptions: { slackApiUrl: `${world.url}/api/` },
    });
    const url = await provider.generateInstallUrl({ scopes: [], userScopes: ['channels:read'] });
    expect((await fetch(url)).status).toBe(200);
    await using bob = await world.signIn('bob');
    const code = await allow(bob, hello, { scope: '', user_scope: 'channels:read' });
    const answer = await access(world, hello, { code });
    expect(answer).toMatchObject({ authed_user: { scope: 'channels:read', token_type: 'user' } });
    expect(answer).not.toHaveProperty('access_token');
    const { user_id } = await botClient(world.url, answer.authed_user?.access_token ?? '').auth.test();
    expect(user_id).toBe(bob.id);
  });

  test('is not made for a guest', async () => {
    await using world = await openWorld();
    await using hello = await openInstallable(world);
    await using carol = await world.signIn('carol');
    await expect(allow(carol, hello)).rejects.toThrow('access_denied');
  });
});

test('an app that is the same in two workspaces has the same ids and secrets in both', async () => {
  await using world = await openWorld();
  await using hello = await openInstallable(world);
  await using other = await world.reopen({ id: 'slack-other' });
  expect(await other.createApp(HELLO, { same: hello.created })).toEqual(hello.created);
});
