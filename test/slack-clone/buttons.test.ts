import type { BlockAction } from '@slack/bolt';
import { describe, expect, test } from 'vitest';
import { openWorld } from './world.ts';

const KEEP_OR_DELETE = {
  type: 'actions',
  block_id: 'choice',
  elements: [
    { type: 'button', action_id: 'keep', text: { type: 'plain_text', text: 'Keep' } },
    {
      type: 'button',
      action_id: 'delete',
      value: 'steve',
      style: 'danger',
      text: { type: 'plain_text', text: 'Delete steve' },
      confirm: {
        title: { type: 'plain_text', text: 'Delete steve?' },
        text: { type: 'mrkdwn', text: 'Its tokens stop working at once.' },
        confirm: { type: 'plain_text', text: 'Delete' },
        deny: { type: 'plain_text', text: 'Keep' },
      },
    },
  ],
};

describe('a button', () => {
  test('on a message tells the app who pressed what and where, and works after a restart', async () => {
    await using world = await openWorld();
    const came = Promise.withResolvers<BlockAction>();
    world.bolt.action<BlockAction>('delete', async ({ ack, body, respond }) => {
      await ack();
      await respond({ replace_original: true, text: 'steve is gone.' });
      came.resolve(body);
    });
    await using before = await world.signIn('bob');
    const channel = await before.channelId('#bots');
    await world.post({ channel, text: 'Delete steve?', blocks: [KEEP_OR_DELETE] });
    const posted = await before.nextEvent('message');
    await world.restart();
    await using bob = await world.signIn('bob');
    await bob.press(posted, 'delete');
    expect(await came.promise).toMatchObject({
      type: 'block_actions',
      team: { id: world.installation.teamId, domain: 'local' },
      user: { id: bob.id, username: 'bob', name: 'bob', team_id: world.installation.teamId },
      api_app_id: world.installation.appId,
      container: { type: 'message', message_ts: posted.message.ts, channel_id: channel, is_ephemeral: false },
      channel: { id: channel, name: 'bots' },
      message: { ts: posted.message.ts, text: 'Delete steve?', bot_id: posted.message.bot_id },
      state: { values: {} },
      trigger_id: expect.any(String),
      response_url: expect.stringContaining('/actions/'),
      actions: [{ type: 'button', action_id: 'delete', block_id: 'choice', value: 'steve', style: 'danger' }],
    });
    const [action] = (await came.promise).actions;
    expect(action).toMatchObject({
      text: { text: 'Delete steve' },
      confirm: { title: { text: 'Delete steve?' } },
      action_ts: expect.stringMatching(/^\d{10}\.\d{6}$/),
    });
    const { message } = await bob.nextEvent('message_changed');
    expect(message).toMatchObject({ ts: posted.message.ts, text: 'steve is gone.' });
    expect(message.blocks).toBeUndefined();
  });

  test('on an ephemeral works, and can take it away', async () => {
    await using world = await openWorld();
    const came = Promise.withResolvers<BlockAction>();
    world.bolt.command('/bots', async ({ ack }) => {
      const hide = {
        type: 'button' as const,
        action_id: 'hide',
        text: { type: 'plain_text' as const, text: 'Hide' },
      };
      const text = { type: 'mrkdwn' as const, text: '`af_bot_secret`' };
      await ack({ text: 'A token', blocks: [{ type: 'section', text, accessory: hide }] });
    });
    world.bolt.action<BlockAction>('hide', async ({ ack, body, respond }) => {
      await ack();
      await respond({ delete_original: true });
      came.resolve(body);
    });
    await using bob = await world.signIn('bob');
    await using alice = await world.signIn('alice');
    await bob.command('/bots');
    const shown = await bob.nextEvent('ephemeral');
    await expect(alice.press(shown, 'hide')).rejects.toThrow('message_not_found');
    await bob.press(shown, 'hide');
    const body = await came.promise;
    expect(body.container).toMatchObject({ is_ephemeral: true, message_ts: shown.message.ts });
    expect(JSON.stringify(body)).not.toContain('af_bot_secret');
    expect((await bob.nextEvent('ephemeral_deleted')).ts).toBe(shown.message.ts);
    await expect(bob.press(shown, 'hide')).rejects.toThrow('message_not_found');
  });

  test('on a message everybody sees is answered to the one who pressed it', async () => {
    await using world = await openWorld();
    world.bolt.action('keep', async ({ ack, respond }) => {
      await ack();
      await respond('Kept.');
    });
    await using bob = await world.signIn('bob');
    await using alice = await world.signIn('alice');
    const channel = await bob.channelId('#bots');
    await world.post({ channel, text: 'Delete steve?', blocks: [KEEP_OR_DELETE] });
    await bob.press(await bob.nextEvent('message'), 'keep');
    expect(await bob.nextEvent('ephemeral')).toMatchObject({ channel, message: { text: 'Kept.' } });
    await alice.nextEvent('message');
    expect(alice.unseen).toEqual([]);
  });

  test('can put another ephemeral in the place of the one it stands on', async () => {
    await using world = await openWorld();
    world.bolt.action('keep', async ({ ack, respond }) => {
      await ack();
      await respond({ replace_original: true, text: 'Kept.' });
    });
    await using bob = await world.signIn('bob');
    await using other = await world.signIn('bob');
    const channel = await bob.channelId('#bots');
    await world.bot.chat.postEphemeral({ channel, user: bob.id, text: 'Sure?', blocks: [KEEP_OR_DELETE] });
    const shown = await bob.nextEvent('ephemeral');
    await bob.press(shown, 'keep');
    const changed = await bob.nextEvent('ephemeral_changed');
    expect(changed.message).toMatchObject({ ts: shown.message.ts, text: 'Kept.' });
    // Nobody asked for it, so that every window of the person has it, and what takes its place.
    await other.nextEvent('ephemeral');
    expect((await other.nextEvent('ephemeral_changed')).message.text).toBe('Kept.');
  });

  test('that does not stand there cannot be pressed', async () => {
    await using world = await openWorld();
    await using bob = await world.signIn('bob');
    const channel = await bob.channelId('#bots');
    await world.post({ channel, text: 'x', blocks: [KEEP_OR_DELETE] });
    const posted = await bob.nextEvent('message');
    const container = { type: 'message', channel, message_ts: posted.message.ts };
    const action = { type: 'button', block_id: 'choice', action_id: 'made_up' };
    await expect(bob.call('blocks.actions', { container, action })).rejects.toThrow('invalid_arguments');
  });

  test('fails when its app does not acknowledge', async () => {
    await using world = await openWorld();
    await using bob = await world.signIn('bob');
    const channel = await bob.channelId('#bots');
    await world.post({ channel, text: 'x', blocks: [KEEP_OR_DELETE] });
    await expect(bob.press(await bob.nextEvent('message'), 'keep')).rejects.toThrow('operation_timeout');
  });
});

describe('a select', () => {
  const options = ['7d', '100d'].map((value) => ({
    value,
    text: { type: 'plain_text' as const, text: value },
  }));
  const [week] = options;
  const blocks = [
    {
      type: 'actions',
      elements: [
        { type: 'static_select', action_id: 'lifetime', options },
        { type: 'external_select', action_id: 'bot', min_query_length: 0 },
      ],
    },
  ];

  test('tells the app what was chosen, of what it offered only', async () => {
    await using world = await openWorld();
    const chosen: unknown[] = [];
    world.bolt.action<BlockAction>('lifetime', async ({ ack, action }) => {
      chosen.push('selected_option' in action ? action.selected_option : undefined);
      await ack();
    });
    await using bob = await world.signIn('bob');
    await world.post({ channel: '#general', text: 'How long?', blocks });
    const posted = await bob.nextEvent('message');
    await bob.press(posted, 'lifetime', { selected_option: week });
    const other = { value: '1000y', text: { type: 'plain_text', text: 'for ever' } };
    await expect(bob.press(posted, 'lifetime', { selected_option: other })).rejects.toThrow(
      'invalid_arguments',
    );
    expect(chosen).toEqual([week]);
  });

  test('of the app’s own choices asks the app for them as one types', async () => {
    await using world = await openWorld();
    world.bolt.options('bot', async ({ ack, options: asked }) => {
      const text = { type: 'plain_text' as const, text: `${asked.value}eve` };
      await ack({ options: [{ text, value: asked.value }] });
    });
    await using bob = await world.signIn('bob');
    await world.post({ channel: '#general', text: 'Which?', blocks });
    expect(await bob.suggest(await bob.nextEvent('message'), 'bot', 'st')).toEqual([
      { text: 'steve', value: 'st' },
    ]);
  });
});
