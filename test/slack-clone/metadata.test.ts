import { describe, expect, test } from 'vitest';
import { MANIFEST, openWorld } from './world.ts';

const metadata = { event_type: 'token_ends', event_payload: { token: '87434498', days: 3 } };

describe('what an app notes down with a message', () => {
  test('is in the history for who asks for it, and no window is told', async () => {
    await using world = await openWorld();
    await using bob = await world.signIn('bob');
    const { channel = '', ts = '' } = await world.post({ channel: '#bots', text: 'one', metadata });
    const read = async (more: { include_all_metadata?: boolean } = {}) =>
      (await world.bot.conversations.history({ channel, ...more })).messages?.[0];
    expect(await read()).not.toHaveProperty('metadata');
    expect(await read({ include_all_metadata: true })).toMatchObject({ ts, metadata });
    const thread = await world.bot.conversations.replies({ channel, ts, include_all_metadata: true });
    expect(thread.messages).toMatchObject([{ metadata }]);
    expect((await bob.nextEvent('message')).message).not.toHaveProperty('metadata');
  });

  test('stays when the message is changed, until it is replaced or taken away', async () => {
    await using world = await openWorld();
    const { channel = '', ts = '' } = await world.post({ channel: '#bots', text: 'one', metadata });
    const after = async (more: object) => {
      await world.bot.apiCall('chat.update', { channel, ts, text: 'two', ...more });
      const asked = { channel, include_all_metadata: true };
      return (await world.bot.conversations.history(asked)).messages?.[0]?.metadata;
    };
    expect(await after({})).toEqual(metadata);
    const other = { event_type: 'token_ended', event_payload: {} };
    expect(await after({ metadata: other })).toEqual(other);
    expect(await after({ metadata: {} })).toBeUndefined();
  });

  test('is refused in any other shape', async () => {
    await using world = await openWorld();
    const shapes = ['x', [], { event_type: 'a' }, { event_type: 1, event_payload: {} }, { other: 1 }];
    for (const wrong of [...shapes, { event_type: 'a', event_payload: 'b' }]) {
      const posted = world.bot.apiCall('chat.postMessage', {
        channel: '#bots',
        text: 'x',
        metadata: wrong,
      });
      await expect(posted).rejects.toThrow('invalid_metadata_format');
    }
  });
});

describe('the history of a direct message', () => {
  test('needs a scope of its own', async () => {
    const bot = MANIFEST.oauth_config.scopes.bot.filter((scope) => scope !== 'im:history');
    await using world = await openWorld({ manifest: { ...MANIFEST, oauth_config: { scopes: { bot } } } });
    await using bob = await world.signIn('bob');
    const { channel = '' } = await world.post({ channel: bob.id, text: 'Your token ends soon.' });
    await expect(world.bot.conversations.history({ channel })).rejects.toMatchObject({
      data: { error: 'missing_scope', needed: 'im:history' },
    });
    const bots = await bob.channelId('#bots');
    expect((await world.bot.conversations.history({ channel: bots })).ok).toBe(true);
  });
});
