import type { AppHomeOpenedEvent, HomeView } from '@slack/types';
import type { BlockAction } from '@slack/bolt';
import { describe, expect, test } from 'vitest';
import { text } from './modal.ts';
import { MANIFEST, openWorld } from './world.ts';

const telling = (event_subscriptions: { bot_events: string[]; request_url?: string }) => ({
  ...MANIFEST,
  settings: { ...MANIFEST.settings, event_subscriptions },
});
const manifest = telling({ bot_events: ['app_home_opened'] });

const service = {
  type: 'input' as const,
  block_id: 'service',
  label: text('Service'),
  element: { type: 'plain_text_input' as const, action_id: 'service' },
};
const home = (said: string): HomeView => ({
  type: 'home',
  blocks: [
    {
      type: 'section',
      block_id: 'said',
      text: text(said),
      accessory: { type: 'button', action_id: 'more', text: text('More') },
    },
    service,
  ],
});

describe('the home of an app', () => {
  test('is told to the app when somebody opens it, and shows what the app publishes', async () => {
    await using world = await openWorld({ manifest });
    const { appId, botUserId, teamId } = world.installation;
    const came: { event: AppHomeOpenedEvent; body: unknown }[] = [];
    world.bolt.event('app_home_opened', async ({ event, body, client }) => {
      came.push({ event, body });
      await client.views.publish({ user_id: event.user, view: home('Your bots') });
    });
    await using bob = await world.signIn('bob');
    await bob.call('client.openHome', { app_id: appId, tab: 'home' });
    const { view } = await bob.nextEvent('home_published');
    expect(view.blocks).toMatchObject([{ text: { text: 'Your bots' } }, {}]);
    const { channel } = await bob.nextEvent('channel_opened');
    await bob.call('client.openHome', { app_id: appId, tab: 'home' });
    await bob.nextEvent('home_published');
    const [first, second] = came;
    expect(first?.event).toEqual({
      type: 'app_home_opened',
      user: bob.id,
      channel: channel.id,
      tab: 'home',
      event_ts: expect.stringMatching(/^\d{10}\.\d{6}$/),
    });
    expect(first?.body).toMatchObject({
      type: 'event_callback',
      team_id: teamId,
      api_app_id: appId,
      event_id: expect.stringMatching(/^Ev0[0-9A-Z]{9}$/),
      event_time: expect.any(Number),
      authorizations: [{ team_id: teamId, user_id: botUserId, is_bot: true }],
    });
    expect(second?.event.view).toMatchObject({ id: view.id, type: 'home', app_id: appId });
  });

  test('takes presses, with what was filled in beside them', async () => {
    await using world = await openWorld({ manifest });
    const came = Promise.withResolvers<BlockAction>();
    world.bolt.action<BlockAction>('more', async ({ ack, body }) => {
      await ack();
      came.resolve(body);
    });
    await using bob = await world.signIn('bob');
    await world.bot.views.publish({ user_id: bob.id, view: home('Your bots') });
    const { view } = await bob.nextEvent('home_published');
    const typed = { type: 'plain_text_input', value: 'github' };
    await bob.call('blocks.actions', {
      container: { type: 'view', view_id: view.id },
      action: { type: 'button', block_id: 'said', action_id: 'more' },
      state: { values: { service: { service: typed } } },
    });
    expect(await came.promise).toMatchObject({
      container: { type: 'view', view_id: view.id },
      view: { id: view.id, type: 'home', state: { values: { service: { service: typed } } } },
    });
    expect(await came.promise).not.toHaveProperty('response_url');
  });

  test('has messages beside it, and opening those is told as well', async () => {
    await using world = await openWorld({ manifest });
    const tabs: unknown[] = [];
    world.bolt.event('app_home_opened', async ({ event }) => void tabs.push([event.tab, event.view]));
    await using bob = await world.signIn('bob');
    await world.bot.views.publish({ user_id: bob.id, view: home('Your bots') });
    await bob.call('client.openHome', { app_id: world.installation.appId, tab: 'messages' });
    await expect.poll(() => tabs).toEqual([['messages', undefined]]);
  });

  test('is nothing to an app that did not ask to be told', async () => {
    await using world = await openWorld({ manifest: telling({ bot_events: ['user_change'] }) });
    const came: unknown[] = [];
    world.bolt.use(async ({ body, next }) => {
      came.push(body['type']);
      await next();
    });
    world.bolt.command('/bots', async ({ ack }) => ack());
    await using bob = await world.signIn('bob');
    await bob.call('client.openHome', { app_id: world.installation.appId, tab: 'home' });
    await bob.command('/bots');
    expect(came).toEqual([undefined]);
    expect(world.log).toEqual([]);
  });

  test('opens though the app cannot be reached at the address it gave for events', async () => {
    const request_url = 'http://127.0.0.1:9/events';
    await using world = await openWorld({
      manifest: telling({ bot_events: ['app_home_opened'], request_url }),
    });
    await using bob = await world.signIn('bob');
    await bob.call('client.openHome', { app_id: world.installation.appId, tab: 'home' });
    await expect.poll(() => world.log[0]).toEqual(expect.stringContaining(`reached at ${request_url}`));
  });

  test('is refused where there is none, and with more than a hundred blocks', async () => {
    const { app_home: _, ...features } = MANIFEST.features;
    await using world = await openWorld({ manifest: { ...MANIFEST, features } });
    await using bob = await world.signIn('bob');
    const open = (app_id: string) => bob.call('client.openHome', { app_id, tab: 'home' });
    await expect(open(world.installation.appId)).rejects.toThrow('not_enabled');
    await expect(open('A0000000000')).rejects.toThrow('not_found');
    const blocks = Array.from({ length: 101 }, () => ({ type: 'divider' as const }));
    const publish = (view: HomeView) => world.bot.views.publish({ user_id: bob.id, view });
    await expect(publish({ type: 'home', blocks })).rejects.toThrow('invalid_arguments');
    await expect(publish({ type: 'home', blocks: blocks.slice(1) })).rejects.toThrow('not_enabled');
  });
});
