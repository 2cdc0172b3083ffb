import { describe, expect, test } from 'vitest';
import { modal, text } from './modal.ts';
import { openWorld } from './world.ts';

describe('a trigger', () => {
  test('opens one view within three seconds, and none with a made-up id', async () => {
    await using world = await openWorld();
    const triggers: string[] = [];
    world.bolt.command('/bots', async ({ ack, command }) => {
      triggers.push(command.trigger_id);
      await ack();
    });
    await using bob = await world.signIn('bob');
    await bob.command('/bots');
    await bob.command('/bots');
    const [first = '', second = ''] = triggers;
    const open = (trigger_id: string) => world.bot.views.open({ trigger_id, view: modal('x') });
    world.pass(2500);
    // What a custom function gets is the same under another name.
    await world.bot.views.open({ interactivity_pointer: first, view: modal('x') });
    await expect(open(first)).rejects.toThrow('exchanged_trigger_id');
    world.pass(600);
    await expect(open(second)).rejects.toThrow('expired_trigger_id');
    await expect(open('1.2.3')).rejects.toThrow('invalid_trigger_id');
    await expect(world.bot.apiCall('views.open', { view: modal('x') })).rejects.toThrow('invalid_arguments');
  });
});

describe('a home tab', () => {
  test('is shown to its owner, also in a window that opens later', async () => {
    await using world = await openWorld();
    await using bob = await world.signIn('bob');
    const view = { type: 'home' as const, blocks: [{ type: 'section', text: text('Two bots') }] };
    await world.bot.views.publish({ user_id: bob.id, view });
    expect((await bob.nextEvent('home_published')).view.type).toBe('home');
    await using later = await world.signIn('bob');
    const again = await later.nextEvent('home_published');
    expect(again.view.blocks).toMatchObject([{ text: { text: 'Two bots' } }]);
  });
});
