import { describe, expect, test } from 'vitest';
import { openWorld } from './world.ts';

describe('a slash command', () => {
  test('is acknowledged, and its answer is seen by the one who typed it only', async () => {
    await using world = await openWorld();
    world.bolt.command('/bots', async ({ ack, command }) => {
      await ack(`You typed ${command.text} in ${command.channel_name}.`);
    });
    await using bob = await world.signIn('bob');
    await using alice = await world.signIn('alice');
    await bob.command('/bots create steve');
    const { message } = await bob.nextEvent('ephemeral');
    expect(message.text).toBe('You typed create steve in general.');
    expect(alice.unseen).toEqual([]);
    const general = await bob.channelId('#general');
    expect((await bob.web.conversations.history({ channel: general })).messages).toEqual([]);
  });
});
