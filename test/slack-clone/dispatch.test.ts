import type { BlockAction } from '@slack/bolt';
import { describe, expect, test } from 'vitest';
import { modal, opened, text } from './modal.ts';
import { openWorld } from './world.ts';

const options = ['bot', 'app'].map((value) => ({ value, text: text(value) }));
const [bot, app] = options;

const kind = {
  type: 'input' as const,
  block_id: 'kind',
  dispatch_action: true,
  label: text('Kind'),
  element: { type: 'static_select' as const, action_id: 'kind', initial_option: bot, options },
};
const typed = (block_id: string) => ({
  type: 'input' as const,
  block_id,
  dispatch_action: true,
  label: text('Name'),
  element: { type: 'plain_text_input' as const, action_id: 'name', initial_value: 'steve' },
});

describe('a choice that is told at once', () => {
  test('stands in the state that is told with it, beside what was typed and not touched', async () => {
    await using world = await openWorld();
    const states: unknown[] = [];
    world.bolt.action<BlockAction>(/kind|name/, async ({ ack, body }) => {
      states.push(body.view?.state.values);
      await ack();
    });
    await using bob = await world.signIn('bob');
    const view = await opened(world, bob, modal('New bot', { blocks: [kind, typed('one')] }));
    await bob.press(view, 'kind', { selected_option: app });
    await bob.press(view, 'name', { value: 'steven' });
    const [chosen, named] = states;
    expect(chosen).toEqual({
      kind: { kind: { type: 'static_select', selected_option: app } },
      one: { name: { type: 'plain_text_input', value: 'steve' } },
    });
    expect(named).toEqual({
      kind: { kind: { type: 'static_select', selected_option: bot } },
      one: { name: { type: 'plain_text_input', value: 'steven' } },
    });
  });

  test('leaves nothing behind of a block that an update has given another id', async () => {
    await using world = await openWorld();
    const states: unknown[] = [];
    world.bolt.view('create', async ({ ack, view }) => {
      states.push(view.state.values);
      await ack();
    });
    await using bob = await world.signIn('bob');
    const view = await opened(world, bob, modal('New bot', { blocks: [kind, typed('one')] }));
    const blocks = [kind, typed('two')];
    await world.bot.views.update({ view_id: view.id, view: modal('New bot', { blocks }) });
    const values = {
      kind: { kind: { type: 'static_select', selected_option: app } },
      one: { name: { type: 'plain_text_input', value: 'old' } },
    };
    await bob.call('views.submit', { view_id: view.id, state: { values } });
    expect(states).toEqual([
      {
        kind: { kind: { type: 'static_select', selected_option: app } },
        two: { name: { type: 'plain_text_input', value: 'steve' } },
      },
    ]);
  });
});
