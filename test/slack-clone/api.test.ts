import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { botClient, MANIFEST, openWorld, type World } from './world.ts';

const Answer = z.looseObject({ ok: z.boolean(), error: z.string().optional() });

async function ask(world: World, path: string, init: RequestInit = {}) {
  const response = await fetch(`${world.url}/api/${path}`, init);
  return { status: response.status, headers: response.headers, answer: Answer.parse(await response.json()) };
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe('a token', () => {
  test('of a bot is told who it is, with its bot_id', async () => {
    await using world = await openWorld();
    const { installation } = world;
    const said = await world.bot.auth.test();
    expect(said).toMatchObject({
      user_id: installation.botUserId,
      team_id: installation.teamId,
      user: 'botmint',
    });
    expect(said.bot_id).toMatch(/^B[0-9A-Z]{10}$/);
  });

  test('that is missing, made up, or revoked is refused with a different word each time', async () => {
    await using world = await openWorld();
    const { botToken } = world.installation;
    expect((await ask(world, 'auth.test')).answer).toEqual({ ok: false, error: 'not_authed' });
    const madeUp = await ask(world, 'auth.test', { headers: bearer('xoxb-made-up') });
    expect(madeUp.answer).toEqual({ ok: false, error: 'invalid_auth' });
    await using bob = await world.signIn('bob');
    expect(await bob.call('auth.revoke', { test: true })).toMatchObject({ revoked: false });
    expect(await bob.call('auth.revoke')).toMatchObject({ revoked: true });
    await expect(bob.call('auth.test')).rejects.toThrow('token_revoked');
    expect((await ask(world, 'auth.test', { headers: bearer(botToken) })).answer.ok).toBe(true);
  });

  test('of a person’s client ends after twelve hours', async () => {
    await using world = await openWorld();
    await using bob = await world.signIn('bob');
    world.pass(11.9 * 3_600_000);
    await bob.call('auth.test');
    world.pass(0.2 * 3_600_000);
    await expect(bob.call('auth.test')).rejects.toThrow('token_expired');
  });

  test('of a bot cannot do what only a person’s client does, nor a person what only an app does', async () => {
    await using world = await openWorld();
    await using bob = await world.signIn('bob');
    const typed = world.bot.apiCall('chat.command', { channel: 'C1', command: '/bots', text: '' });
    await expect(typed).rejects.toThrow('not_allowed_token_type');
    await expect(bob.call('views.publish')).rejects.toThrow('not_allowed_token_type');
  });
});

describe('scopes', () => {
  test('stand in the headers of every answer, and a missing one is named', async () => {
    await using world = await openWorld();
    const { botToken } = world.installation;
    const fine = await ask(world, 'users.list', { headers: bearer(botToken) });
    expect(fine.headers.get('x-oauth-scopes')).toBe(MANIFEST.oauth_config.scopes.bot.join(','));
    expect(fine.headers.get('x-accepted-oauth-scopes')).toBe('users:read');
    const refused = await ask(world, 'team.info', { headers: bearer(botToken) });
    expect(refused).toMatchObject({
      status: 200,
      answer: { ok: false, error: 'missing_scope', needed: 'team:read' },
    });
    expect(refused.answer['provided']).toBe(MANIFEST.oauth_config.scopes.bot.join(','));
    expect(refused.headers.get('x-accepted-oauth-scopes')).toBe('team:read');
  });

  test('of conversations are asked for by the kind of conversation', async () => {
    await using world = await openWorld();
    const { channel } = await world.bot.conversations.open({ users: (await world.signIn('bob')).id });
    await world.bot.conversations.history({ channel: channel?.id ?? '' });
    const some = ['commands', 'chat:write', 'channels:read', 'channels:history'];
    const fewer = { ...MANIFEST, oauth_config: { scopes: { bot: some } } };
    await world.clone.install(fewer, { requestUrl: world.requestUrl });
    const read = world.bot.conversations.history({ channel: channel?.id ?? '' });
    await expect(read).rejects.toMatchObject({ data: { error: 'missing_scope', needed: 'im:history' } });
    const listed = world.bot.conversations.list({ types: 'public_channel,im' });
    await expect(listed).rejects.toMatchObject({ data: { error: 'missing_scope', needed: 'im:read' } });
  });
});

describe('a call', () => {
  test('may bring its arguments in a query, a form, JSON or a multipart body, and its token among them', async () => {
    await using world = await openWorld();
    const token = world.installation.botToken;
    const user = world.installation.botUserId;
    const form = new FormData();
    form.set('user', user);
    const json = { 'content-type': 'application/json' };
    const calls: [string, RequestInit][] = [
      [`users.info?user=${user}`, { headers: { ...bearer(token), ...json } }],
      [`users.info?user=${user}&token=${token}`, {}],
      ['users.info', { method: 'POST', body: new URLSearchParams({ user, token }) }],
      [
        'users.info',
        { method: 'POST', body: JSON.stringify({ user }), headers: { ...bearer(token), ...json } },
      ],
      ['users.info', { method: 'POST', body: form, headers: bearer(token) }],
      [
        `users.info/?team_id=T1`,
        { method: 'POST', body: new URLSearchParams({ user }), headers: bearer(token) },
      ],
    ];
    for (const [path, init] of calls) {
      const { answer } = await ask(world, path, init);
      expect({ path, ...answer }).toMatchObject({ path, ok: true, user: { id: user } });
    }
  });

  test('may say yes and no in words or numbers, and put blanks into a list', async () => {
    await using world = await openWorld();
    for (const exclude_archived of [true, false, 'true', 'false', 1, 0, '1', '0']) {
      const asked = { exclude_archived, types: 'public_channel, im' };
      const init = {
        method: 'POST',
        body: JSON.stringify(asked),
        headers: { ...bearer(world.installation.botToken), 'content-type': 'application/json' },
      };
      const { answer } = await ask(world, 'conversations.list', init);
      expect({ exclude_archived, ...answer }).toMatchObject({ exclude_archived, ok: true });
    }
  });

  test('with a body that cannot be read is refused with HTTP 200', async () => {
    await using world = await openWorld();
    const post = (body: string, type: string) =>
      ask(world, 'api.test', { method: 'POST', body, headers: { 'content-type': type } });
    expect((await post('{', 'application/json')).answer.error).toBe('invalid_json');
    expect((await post('[]', 'application/json')).answer.error).toBe('json_not_object');
    expect((await post('x', 'image/png')).answer.error).toBe('invalid_post_type');
    expect((await post('x', 'multipart/form-data; boundary=y')).answer.error).toBe('invalid_form_data');
    const large = await post(`a=${'x'.repeat(1_000_001)}`, 'application/x-www-form-urlencoded');
    expect([large.status, large.answer.error]).toEqual([200, 'invalid_arguments']);
    expect(large.headers.get('x-oauth-scopes')).toBe('');
    const nul = { channel: '#general', text: 'a\u0000b' };
    await expect(world.post(nul)).rejects.toThrow('invalid_charset');
    expect(world.log).toEqual([]);
  });

  test('of a method that there is not answers HTTP 200, because clients retry a 404 for half an hour', async () => {
    await using world = await openWorld();
    for (const path of ['stars.list', 'a/b', '']) {
      const { status, answer } = await ask(world, path, { method: 'POST' });
      expect([status, answer]).toEqual([200, { ok: false, error: 'unknown_method' }]);
    }
  });

  test('that lacks an argument is told which', async () => {
    await using world = await openWorld();
    const { answer } = await ask(world, 'users.info', { headers: bearer(world.installation.botToken) });
    expect(answer).toEqual({
      ok: false,
      error: 'invalid_arguments',
      response_metadata: { messages: ['[ERROR] missing required field: user'] },
    });
  });

  test('too many of a tier is told when to come again, if tiers are on; a person’s client is not counted', async () => {
    await using world = await openWorld({ tiers: true });
    for (let time = 0; time < 20; time += 1) await world.bot.users.list({});
    const refused = await ask(world, 'users.list', { headers: bearer(world.installation.botToken) });
    expect([refused.status, refused.answer.error]).toEqual([429, 'ratelimited']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(50);
    await using bob = await world.signIn('bob');
    for (let time = 0; time < 21; time += 1) await bob.web.users.list({});
    world.pass(60_000);
    await world.bot.users.list({});
  });
});

describe('a list', () => {
  test('comes in pages behind an opaque cursor that is empty at the end', async () => {
    await using world = await openWorld();
    const names = new Set<string>();
    for await (const page of world.bot.paginate('users.list', { limit: 1 })) {
      const Page = z.object({ members: z.tuple([z.object({ name: z.string() })]) });
      names.add(Page.parse(page).members[0].name);
    }
    expect(names).toEqual(new Set(['alice', 'bob', 'botmint', 'carol']));
    await expect(world.bot.users.list({ cursor: 'made up' })).rejects.toThrow('invalid_cursor');
    const { channels = [] } = await world.bot.conversations.list();
    expect(new Set(channels.map(({ name }) => name))).toEqual(new Set(['bots', 'general']));
  });

  test('of messages has the newest first, and each of them once', async () => {
    await using world = await openWorld();
    for (const text of ['one', 'two', 'three', 'four', 'five']) {
      await world.post({ channel: '#general', text });
    }
    const { channels = [] } = await world.bot.conversations.list();
    const channel = channels.find(({ name }) => name === 'general')?.id ?? '';
    const said: (string | undefined)[] = [];
    for await (const page of world.bot.paginate('conversations.history', { channel, limit: 2 })) {
      const Page = z.object({ messages: z.array(z.object({ text: z.string() })) });
      said.push(...Page.parse(page).messages.map(({ text }) => text));
    }
    expect(said).toEqual(['five', 'four', 'three', 'two', 'one']);
    const { messages = [] } = await world.bot.conversations.history({ channel });
    const [, , third] = messages;
    const after = await world.bot.conversations.history({ channel, oldest: third?.ts ?? '' });
    expect(after.messages?.map(({ text }) => text)).toEqual(['five', 'four']);
    const upTo = await world.bot.conversations.history({ channel, latest: third?.ts ?? '', inclusive: true });
    expect(upTo.messages?.map(({ text }) => text)).toEqual(['three', 'two', 'one']);
  });
});

describe('a person', () => {
  test('has a role and a time zone with its offset of now', async () => {
    await using world = await openWorld();
    const { members = [] } = await world.bot.users.list({});
    const known = (name: string) => members.find((member) => member.name === name);
    expect(known('alice')).toMatchObject({
      is_admin: true,
      is_owner: true,
      is_restricted: false,
      tz: 'Europe/Berlin',
    });
    expect(known('alice')?.tz_label).toMatch(/^Central European (Standard|Summer) Time$/);
    expect([3600, 7200]).toContain(known('alice')?.tz_offset);
    expect([-18_000, -14_400]).toContain(known('bob')?.tz_offset);
    expect(known('carol')).toMatchObject({
      is_admin: false,
      is_restricted: true,
      is_ultra_restricted: false,
    });
    expect(known('botmint')).toMatchObject({ is_bot: true, team_id: world.installation.teamId });
    expect(known('alice')?.profile?.email).toBeUndefined();
  });
});

test('api.test gives back what it was sent, and needs no token', async () => {
  await using world = await openWorld();
  expect(await botClient(world.url, '').apiCall('api.test', { foo: 'bar' })).toMatchObject({
    ok: true,
    args: { foo: 'bar' },
  });
  expect((await ask(world, 'api.test?error=my_error')).answer).toMatchObject({
    ok: false,
    error: 'my_error',
  });
});
