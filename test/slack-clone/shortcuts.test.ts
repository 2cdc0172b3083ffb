import type { GlobalShortcut, MessageShortcut, ViewSubmitAction } from '@slack/bolt';
import { describe, expect, test } from 'vitest';
import { modal, text } from './modal.ts';
import { MANIFEST, openWorld } from './world.ts';

const SHORTCUTS = {
  ...MANIFEST,
  features: {
    ...MANIFEST.features,
    shortcuts: [
      { name: 'New bot', type: 'global', callback_id: 'new_bot', description: 'Make a bot' },
      { name: 'Keep this', type: 'message', callback_id: 'keep', description: 'Keep a message' },
    ],
  },
};

describe('a shortcut', () => {
  test('is in the list of what one can do, and opens a modal where it was taken', async () => {
    await using world = await openWorld({ manifest: SHORTCUTS });
    const came: GlobalShortcut[] = [];
    const element = {
      type: 'conversations_select' as const,
      action_id: 'where',
      default_to_current_conversation: true,
      response_url_enabled: true,
    };
    world.bolt.shortcut<GlobalShortcut>(
      { type: 'shortcut', callback_id: 'new_bot' },
      async ({ ack, shortcut, client }) => {
        await ack();
        came.push(shortcut);
        const blocks = [{ type: 'input' as const, block_id: 'b', label: text('Where'), element }];
        await client.views.open({ trigger_id: shortcut.trigger_id, view: modal('New bot', { blocks }) });
      },
    );
    const answered = Promise.withResolvers<unknown>();
    world.bolt.view<ViewSubmitAction>('create', async ({ ack, body, view, respond }) => {
      await ack();
      await respond({ response_type: 'in_channel', text: 'Here it is.' });
      answered.resolve([body.response_urls, view.state.values]);
    });
    await using bob = await world.signIn('bob');
    const boot = await bob.call('client.boot');
    expect(boot['shortcuts']).toMatchObject([{ callback_id: 'keep' }, { callback_id: 'new_bot' }]);
    const { appId: app_id, teamId } = world.installation;
    const channel = await bob.channelId('#bots');
    await bob.call('client.shortcut', { app_id, callback_id: 'new_bot', channel });
    expect(came).toMatchObject([
      {
        type: 'shortcut',
        callback_id: 'new_bot',
        token: expect.any(String),
        action_ts: expect.any(String),
        trigger_id: expect.any(String),
        team: { id: teamId, domain: 'local' },
        user: { id: bob.id, username: 'bob', team_id: teamId },
        is_enterprise_install: false,
        enterprise: null,
      },
    ]);
    await bob.submit((await bob.nextEvent('view_opened')).view);
    const where = { action_id: 'where', block_id: 'b', channel_id: channel };
    expect(await answered.promise).toMatchObject([
      [{ ...where, response_url: expect.stringContaining('/app/') }],
      { b: { where: { selected_conversation: channel } } },
    ]);
    expect(await bob.nextEvent('message')).toMatchObject({ channel, message: { text: 'Here it is.' } });
  });

  test('at a message tells the app which one it is', async () => {
    await using world = await openWorld({ manifest: SHORTCUTS });
    const came = Promise.withResolvers<MessageShortcut>();
    world.bolt.shortcut<MessageShortcut>('keep', async ({ ack, shortcut, respond }) => {
      await ack();
      await respond('Kept.');
      came.resolve(shortcut);
    });
    await using bob = await world.signIn('bob');
    const channel = await bob.channelId('#bots');
    await bob.web.chat.postMessage({ channel, text: 'A thought' });
    const { ts } = (await bob.nextEvent('message')).message;
    const { appId: app_id } = world.installation;
    await bob.call('client.shortcut', { app_id, callback_id: 'keep', channel, message_ts: ts });
    expect(await came.promise).toMatchObject({
      type: 'message_action',
      callback_id: 'keep',
      trigger_id: expect.any(String),
      response_url: expect.any(String),
      message_ts: ts,
      message: { type: 'message', user: bob.id, ts, text: 'A thought' },
      channel: { id: channel, name: 'bots' },
      user: { id: bob.id, name: 'bob', team_id: world.installation.teamId },
    });
    expect((await bob.nextEvent('ephemeral')).message.text).toBe('Kept.');
  });

  test('that no app has, or at what the person cannot see, is refused', async () => {
    await using world = await openWorld({ manifest: SHORTCUTS });
    await using bob = await world.signIn('bob');
    const channel = await bob.channelId('#bots');
    const take = (more: Record<string, unknown>) =>
      bob.call('client.shortcut', { app_id: world.installation.appId, callback_id: 'keep', ...more });
    await expect(take({})).rejects.toThrow('not_found');
    await expect(take({ app_id: 'A0', channel, message_ts: '1.1' })).rejects.toThrow('not_found');
    await expect(take({ message_ts: '1.1' })).rejects.toThrow('invalid_arguments');
    await expect(take({ channel, message_ts: '1.1' })).rejects.toThrow('message_not_found');
    await expect(take({ channel: 'C0', message_ts: '1.1' })).rejects.toThrow('channel_not_found');
  });

  test('needs the scope of commands', async () => {
    const { features } = SHORTCUTS;
    const manifest = {
      ...SHORTCUTS,
      features: { ...features, slash_commands: [] },
      oauth_config: { scopes: { bot: ['chat:write'] } },
    };
    await expect(openWorld({ manifest })).rejects.toThrow('shortcuts need the bot scope `commands`');
  });
});
