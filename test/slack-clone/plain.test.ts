import { describe, expect, test } from 'vitest';
import { openWorld } from './world.ts';

describe('the plain paths', () => {
  test('give channels, users and messages as lists, and take a message', async () => {
    await using world = await openWorld();
    await using bob = await world.signIn('bob');
    const ask = async (path: string, init: RequestInit = {}) => {
      const headers = new Headers(init.headers);
      headers.set('authorization', `Bearer ${world.installation.botToken}`);
      const response = await fetch(`${world.url}/api/${path}`, { ...init, headers });
      return {
        status: response.status,
        next: response.headers.get('x-next-cursor'),
        body: await response.json(),
      };
    };
    const id = await bob.channelId('#bots');
    const { channels } = await world.bot.conversations.list();
    expect(await ask('channels')).toEqual({ status: 200, next: null, body: channels });
    const { members } = await world.bot.users.list({});
    expect((await ask('users')).body).toEqual(members);
    const json = { 'content-type': 'application/json' };
    const posted = await ask('messages', {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ channel: '#bots', text: 'one' }),
    });
    expect(posted).toMatchObject({ status: 201, body: { type: 'message', text: 'one' } });
    await ask('messages', { method: 'POST', body: new URLSearchParams({ channel: id, text: 'two' }) });
    expect((await bob.nextEvent('message')).message.text).toBe('one');
    const { body, next } = await ask(`messages?channel=${id}&limit=1`);
    expect(body).toMatchObject([{ text: 'two' }]);
    const rest = await ask(`messages?channel=${id}&limit=1&cursor=${encodeURIComponent(next ?? '')}`);
    expect(rest).toEqual({ status: 200, next: null, body: [posted.body] });
  });

  test('refuse with a status, in the words that the methods have', async () => {
    await using world = await openWorld({
      manifest: {
        display_information: { name: 'Few' },
        features: { bot_user: { display_name: 'few' } },
        oauth_config: { scopes: { bot: ['channels:read'] } },
      },
    });
    await using bob = await world.signIn('bob');
    const refused = async (token: string | undefined, path: string, init: RequestInit = {}) => {
      const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
      const response = await fetch(`${world.url}/api/${path}`, { ...init, headers });
      return [response.status, await response.json()];
    };
    const { botToken } = world.installation;
    expect(await refused(undefined, 'channels')).toEqual([401, { ok: false, error: 'not_authed' }]);
    expect(await refused('xoxb-none', 'users')).toEqual([401, { ok: false, error: 'invalid_auth' }]);
    const scope = { ok: false, error: 'missing_scope', needed: 'users:read', provided: 'channels:read' };
    expect(await refused(botToken, 'users')).toEqual([403, scope]);
    const message = { method: 'POST', body: new URLSearchParams({ channel: '#bots' }) };
    expect(await refused(botToken, 'messages', message)).toMatchObject([403, { needed: 'chat:write' }]);
    expect(await refused(bob.token, 'messages', message)).toMatchObject([400, { error: 'no_text' }]);
    expect(await refused(bob.token, 'messages')).toMatchObject([400, { error: 'invalid_arguments' }]);
    expect(await refused(bob.token, 'messages?channel=C0')).toMatchObject([
      404,
      { error: 'channel_not_found' },
    ]);
    expect(await refused(bob.token, 'messages', { method: 'POST', body: '{' })).toMatchObject([
      400,
      { error: 'invalid_arguments' },
    ]);
    await world.bot.auth.revoke();
    expect(await refused(botToken, 'channels')).toEqual([401, { ok: false, error: 'token_revoked' }]);
    expect(await refused(botToken, 'channels', { method: 'DELETE' })).toMatchObject([200, { ok: false }]);
  });
});
