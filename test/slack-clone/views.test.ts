import type { BlockAction, ViewSubmitAction } from '@slack/bolt';
import { describe, expect, test } from 'vitest';
import { modal, opened, text } from './modal.ts';
import { openWorld } from './world.ts';

const underUsername = (sentence: string) => ({ response_action: 'errors', errors: { username: sentence } });

describe('a modal', () => {
  test('opens for the one who asked, without what the app keeps for itself', async () => {
    await using world = await openWorld();
    await using bob = await world.signIn('bob');
    await using alice = await world.signIn('alice');
    const view = await opened(world, bob, modal('New bot'));
    expect(view).toMatchObject({ type: 'modal', title: { text: 'New bot' }, root_view_id: view.id });
    expect(JSON.stringify(view)).not.toContain('kept from the browser');
    expect(alice.unseen).toEqual([]);
    await expect(alice.submit(view, { username: 'steve' })).rejects.toThrow('not_found');
  });

  test('is sent with all its values, and closes when the app has nothing more to say', async () => {
    await using world = await openWorld();
    const came = Promise.withResolvers<ViewSubmitAction>();
    world.bolt.view<ViewSubmitAction>('create', async ({ ack, body }) => {
      await ack();
      came.resolve(body);
    });
    await using bob = await world.signIn('bob');
    const view = await opened(world, bob, modal('New bot'));
    expect(await bob.submit(view, { username: 'steve' })).toEqual({});
    const body = await came.promise;
    expect(body.user).toMatchObject({ id: bob.id, name: 'bob' });
    expect(body.view).toMatchObject({
      id: view.id,
      hash: view.hash,
      private_metadata: 'kept from the browser',
    });
    expect(body.view.state.values).toEqual({
      username: { username: { type: 'plain_text_input', value: 'steve' } },
      lifetime: {
        lifetime: { type: 'static_select', selected_option: { text: text('100 days'), value: '100d' } },
      },
    });
    await expect(bob.submit(view, { username: 'steve' })).rejects.toThrow('not_found');
  });

  test('says under the field that it is required or too short, before the app hears of it', async () => {
    await using world = await openWorld();
    await using bob = await world.signIn('bob');
    const view = await opened(world, bob, modal('New bot'));
    expect(await bob.submit(view)).toEqual(underUsername('Fill this in.'));
    const short = 'Enter at least 2 characters; this has 1.';
    expect(await bob.submit(view, { username: 's' })).toEqual(underUsername(short));
  });

  test('shows the app’s errors, an updated view, a pushed one, and clears', async () => {
    await using world = await openWorld();
    world.bolt.view('create', async ({ ack, view }) => {
      const said = view.state.values['username']?.['username']?.value ?? '';
      if (said === 'taken') await ack({ response_action: 'errors', errors: { username: 'bob owns it.' } });
      else if (said === 'update') await ack({ response_action: 'update', view: modal('Updated') });
      else if (said === 'push') await ack({ response_action: 'push', view: modal('Pushed') });
      else await ack({ response_action: 'clear' });
    });
    await using bob = await world.signIn('bob');
    await using window = await world.signIn('bob');
    const view = await opened(world, bob, modal('New bot'));
    const taken = await bob.submit(view, { username: 'taken' });
    expect(taken).toEqual({ response_action: 'errors', errors: { username: 'bob owns it.' } });
    const updated = await bob.submit(view, { username: 'update' });
    expect(updated.view).toMatchObject({ id: view.id, title: { text: 'Updated' } });
    expect(updated.view?.hash).not.toBe(view.hash);
    const pushed = await bob.submit(view, { username: 'push' });
    expect(pushed.view).toMatchObject({ previous_view_id: view.id, root_view_id: view.id });
    expect(await bob.submit(pushed.view ?? view, { username: 'clear' })).toEqual({
      response_action: 'clear',
    });
    await expect(bob.submit(view, { username: 'steve' })).rejects.toThrow('not_found');
    expect(bob.unseen).toEqual([]);
    await window.nextEvent('view_opened');
    expect(window.unseen.map(({ type }) => type)).toEqual(['view_updated', 'view_pushed', 'view_closed']);
  });

  test('tells the app that it was closed, if the app asked to be told', async () => {
    await using world = await openWorld();
    const closed: unknown[] = [];
    world.bolt.view({ callback_id: 'create', type: 'view_closed' }, async ({ ack, body }) => {
      closed.push(body.type === 'view_closed' && body.is_cleared);
      await ack();
    });
    await using bob = await world.signIn('bob');
    await bob.close(await opened(world, bob, modal('Silent')));
    expect(closed).toEqual([]);
    world.bolt.command('/tokens', async ({ ack, client, command }) => {
      await ack();
      await client.views.open({
        trigger_id: command.trigger_id,
        view: modal('Told', { notify_on_close: true }),
      });
    });
    await bob.command('/tokens');
    await bob.close((await bob.nextEvent('view_opened')).view, { clear: true });
    expect(closed).toEqual([true]);
  });

  test('can be updated later, but not over a newer one', async () => {
    await using world = await openWorld();
    await using bob = await world.signIn('bob');
    const view = await opened(world, bob, modal('New bot', { external_id: 'one' }));
    await world.bot.views.update({ view_id: view.id, hash: view.hash, view: modal('Second') });
    expect((await bob.nextEvent('view_updated')).view.title?.text).toBe('Second');
    const stale = world.bot.views.update({ view_id: view.id, hash: view.hash, view: modal('Third') });
    await expect(stale).rejects.toThrow('hash_conflict');
    const unknown = world.bot.views.update({ view_id: 'V0000000000', view: modal('Third') });
    await expect(unknown).rejects.toThrow('not_found');
  });

  test('is refused when a second one has the same external_id', async () => {
    await using world = await openWorld();
    await using bob = await world.signIn('bob');
    const view = await opened(world, bob, modal('New bot', { external_id: 'one' }));
    await world.bot.views.update({ external_id: 'one', view: modal('Found', { external_id: 'one' }) });
    expect((await bob.nextEvent('view_updated')).view.id).toBe(view.id);
    const errors: string[] = [];
    world.bolt.command('/tokens', async ({ ack, client, command }) => {
      await ack();
      const second = modal('Second', { external_id: 'one' });
      await client.views.open({ trigger_id: command.trigger_id, view: second }).catch((error: unknown) => {
        errors.push(String(error));
      });
    });
    await bob.command('/tokens');
    await expect.poll(() => errors).toEqual([expect.stringContaining('duplicate_external_id')]);
  });

  test('lets its selects ask the app, and its buttons push another view on it', async () => {
    await using world = await openWorld();
    const external = { type: 'external_select' as const, action_id: 'service' };
    const more = { type: 'button' as const, action_id: 'more', text: text('More') };
    const blocks = [
      { type: 'input' as const, block_id: 'service', label: text('Service'), element: external },
      { type: 'actions' as const, elements: [more] },
    ];
    world.bolt.options('service', async ({ ack, options }) => {
      await ack({ options: [{ text: text(`${options.value}hub`), value: 'github' }] });
    });
    const states: unknown[] = [];
    world.bolt.action<BlockAction>('more', async ({ ack, body, client }) => {
      states.push(body.view?.state.values);
      await ack();
      await client.views.push({ trigger_id: body.trigger_id, view: modal('More') });
    });
    await using bob = await world.signIn('bob');
    const view = await opened(world, bob, modal('Identity', { blocks }));
    expect(await bob.suggest(view, 'service', 'git')).toEqual([{ text: 'github', value: 'github' }]);
    await bob.press(view, 'more');
    expect(states).toEqual([{ service: { service: { type: 'external_select', selected_option: null } } }]);
    const pushed = await bob.nextEvent('view_pushed');
    expect(pushed.view).toMatchObject({ previous_view_id: view.id, root_view_id: view.id });
  });

  test('goes three deep and no deeper', async () => {
    await using world = await openWorld();
    world.bolt.view('create', async ({ ack }) => ack({ response_action: 'push', view: modal('Deeper') }));
    await using bob = await world.signIn('bob');
    const first = await opened(world, bob, modal('One'));
    const second = await bob.submit(first, { username: 'two' });
    const third = await bob.submit(second.view ?? first, { username: 'three' });
    const fourth = bob.submit(third.view ?? first, { username: 'four' });
    await expect(fourth).rejects.toThrow('push_limit_reached');
  });

  test('is refused with reasons that name the place', async () => {
    await using world = await openWorld();
    const { submit: _, ...without } = modal('x');
    const view = { ...without, title: text('A title of more than 24 characters') };
    const refused = world.bot.views.open({ trigger_id: 'x', view });
    await expect(refused).rejects.toMatchObject({
      data: {
        error: 'invalid_arguments',
        response_metadata: {
          messages: [
            '[ERROR] must be less than 25 characters [json-pointer:/view/title/text]',
            '[ERROR] `submit` is required when an `input` block is within the `blocks` array [json-pointer:/view/submit]',
          ],
        },
      },
    });
  });
});
