import { describe, expect, test } from 'vitest';
import { generalOf, idOf, listen, WIDE } from './conversing.ts';
import { openWorld } from './world.ts';

const needed = (scope: string) => ({ data: { error: 'missing_scope', needed: scope } });

describe('a channel', () => {
  test('is made, renamed, described, archived and brought back, which its history and apps are told of', async () => {
    await using world = await openWorld({ manifest: WIDE });
    const heard = listen(world);
    await using alice = await world.signIn('alice');
    const { conversations } = world.bot;
    const { channel } = await conversations.create({ name: 'launch' });
    const id = channel?.id ?? '';
    expect(channel).toMatchObject({ name: 'launch', is_channel: true, is_private: false, is_member: true });
    expect((await alice.nextEvent('channel_changed')).channel).toMatchObject({ id, is_member: false });
    expect((await conversations.rename({ channel: id, name: 'launch-2' })).channel).toMatchObject({
      name: 'launch-2',
      previous_names: ['launch'],
    });
    await conversations.setTopic({ channel: id, topic: 'Friday' });
    const described = await conversations.setPurpose({ channel: id, purpose: 'To launch.' });
    expect(described.channel).toMatchObject({
      topic: { value: 'Friday', creator: world.installation.botUserId },
      purpose: { value: 'To launch.' },
    });
    // Bolt does not hear of what its own bot does, so alice does it.
    await conversations.invite({ channel: id, users: alice.id });
    await alice.web.conversations.archive({ channel: id });
    await expect(conversations.archive({ channel: id })).rejects.toThrow('already_archived');
    await expect(world.post({ channel: id, text: 'late' })).rejects.toThrow('is_archived');
    const listed = await conversations.list({ exclude_archived: true });
    expect(listed.channels?.map(({ name }) => name).toSorted()).toEqual(['bots', 'general']);
    await alice.web.conversations.unarchive({ channel: id });
    await expect(conversations.unarchive({ channel: id })).rejects.toThrow('not_archived');
    const { messages = [] } = await conversations.history({ channel: id });
    expect(messages.toReversed()).toMatchObject([
      { subtype: 'channel_join' },
      { subtype: 'channel_name', old_name: 'launch', name: 'launch-2' },
      { subtype: 'channel_topic', topic: 'Friday' },
      { subtype: 'channel_purpose', purpose: 'To launch.' },
      { subtype: 'channel_join', user: alice.id, inviter: world.installation.botUserId },
      { subtype: 'channel_archive' },
      { subtype: 'channel_unarchive' },
    ]);
    await expect
      .poll(() => heard.map(({ type }) => type).filter((type) => type !== 'message'))
      .toEqual(
        expect.arrayContaining(['channel_created', 'channel_rename', 'channel_archive', 'channel_unarchive']),
      );
    expect(heard).toContainEqual(expect.objectContaining({ type: 'member_joined_channel', channel: id }));
  });

  test('has a name of Slack’s kind that no other has', async () => {
    await using world = await openWorld({ manifest: WIDE });
    const make = (name: string) => world.bot.conversations.create({ name });
    for (const [name, refusal] of [
      ['', 'invalid_name_required'],
      ['x'.repeat(81), 'invalid_name_maxlength'],
      ['Launch', 'invalid_name_specials'],
      ['to launch', 'invalid_name_specials'],
      ['---', 'invalid_name_punctuation'],
      ['here', 'invalid_name'],
      ['general', 'name_taken'],
    ] as const)
      await expect(make(name)).rejects.toThrow(refusal);
    const each = await Promise.allSettled([make('twice'), make('twice')]);
    expect(each.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const { channel } = await make('größe_ñ-7');
    const renamed = world.bot.conversations.rename({ channel: channel?.id ?? '', name: 'twice' });
    await expect(renamed).rejects.toThrow('name_taken');
  });

  test('takes those who are invited, all or none, and loses those who leave or are removed', async () => {
    await using world = await openWorld({ manifest: WIDE });
    const heard = listen(world);
    await using alice = await world.signIn('alice');
    await using bob = await world.signIn('bob');
    const { channel } = await alice.web.conversations.create({ name: 'secret', is_private: true });
    const id = channel?.id ?? '';
    await expect(bob.web.conversations.info({ channel: id })).rejects.toThrow('channel_not_found');
    const bot = world.installation.botUserId;
    const some = alice.web.conversations.invite({ channel: id, users: `${bob.id},U0000000000,${alice.id}` });
    await expect(some).rejects.toMatchObject({
      data: { error: 'user_not_found', errors: [{ user: 'U0000000000' }, { error: 'cant_invite_self' }] },
    });
    await expect(bob.web.conversations.info({ channel: id })).rejects.toThrow('channel_not_found');
    await alice.web.conversations.invite({ channel: id, users: `${bob.id},U0000000000`, force: true });
    await alice.web.conversations.invite({ channel: id, users: bot });
    const again = alice.web.conversations.invite({ channel: id, users: bot });
    await expect(again).rejects.toThrow('already_in_channel');
    expect((await bob.nextEvent('channel_opened')).channel).toMatchObject({ id, is_member: true });
    const { messages = [] } = await bob.web.conversations.history({ channel: id });
    expect(messages[0]).toMatchObject({ subtype: 'channel_join', user: bot, inviter: alice.id });
    await expect(alice.web.conversations.kick({ channel: id, user: alice.id })).rejects.toThrow(
      'cant_kick_self',
    );
    await alice.web.conversations.kick({ channel: id, user: bot });
    await expect(alice.web.conversations.kick({ channel: id, user: bot })).rejects.toThrow('not_in_channel');
    await bob.web.conversations.leave({ channel: id });
    expect(await bob.nextEvent('channel_left')).toMatchObject({ channel: id });
    await expect(alice.web.conversations.leave({ channel: id })).rejects.toThrow('last_member');
    expect((await alice.web.conversations.members({ channel: id })).members).toEqual([alice.id]);
    await expect.poll(() => heard).toContainEqual(expect.objectContaining({ type: 'member_joined_channel' }));
  });

  test('is left and joined by oneself where it is public, and never #general', async () => {
    await using world = await openWorld({ manifest: WIDE });
    const heard = listen(world);
    const { conversations } = world.bot;
    const general = await generalOf(world);
    await expect(conversations.leave({ channel: general })).rejects.toThrow('cant_leave_general');
    await expect(conversations.archive({ channel: general })).rejects.toThrow('cant_archive_general');
    const bob = await idOf(world, 'bob');
    const removed = conversations.kick({ channel: general, user: bob });
    await expect(removed).rejects.toThrow('cant_kick_from_general');
    const { channels = [] } = await conversations.list();
    const bots = channels.find(({ name }) => name === 'bots')?.id ?? '';
    await conversations.leave({ channel: bots });
    expect(await conversations.leave({ channel: bots })).toMatchObject({ not_in_channel: true });
    await expect
      .poll(() => heard)
      .toContainEqual(expect.objectContaining({ type: 'channel_left', channel: bots }));
    await expect(conversations.setTopic({ channel: bots, topic: 'x' })).rejects.toThrow('not_in_channel');
    await conversations.join({ channel: bots });
    expect(await conversations.join({ channel: bots })).toMatchObject({ warning: 'already_in_channel' });
    const { channels: own = [] } = await world.bot.users.conversations({ user: bob });
    expect(own.map(({ name = '' }) => name).toSorted()).toEqual(['bots', 'general']);
  });

  test('is nothing that a guest knows of or changes, unless they are in it', async () => {
    await using world = await openWorld({ manifest: WIDE });
    await using carol = await world.signIn('carol');
    const { channel } = await world.bot.conversations.create({ name: 'launch' });
    const id = channel?.id ?? '';
    const { conversations } = carol.web;
    const names = async () => (await conversations.list()).channels?.map(({ name }) => name).toSorted();
    expect(await names()).toEqual(['bots', 'general']);
    await expect(conversations.join({ channel: id })).rejects.toThrow('channel_not_found');
    await expect(conversations.create({ name: 'mine' })).rejects.toThrow('restricted_action');
    const press = {
      container: { type: 'message', channel: id, message_ts: '1.000001' },
      action: { type: 'button', block_id: 'b', action_id: 'a' },
    };
    await expect(carol.call('blocks.actions', press)).rejects.toThrow('channel_not_found');
    await world.bot.conversations.invite({ channel: id, users: carol.id });
    expect(await names()).toEqual(['bots', 'general', 'launch']);
    await expect(carol.call('blocks.actions', press)).rejects.toThrow('message_not_found');
    const topic = conversations.setTopic({ channel: id, topic: 'x' });
    await expect(topic).rejects.toThrow('user_is_restricted');
    await expect(conversations.archive({ channel: id })).rejects.toThrow('restricted_action');
    await using bob = await world.signIn('bob');
    await bob.web.conversations.join({ channel: id });
    await expect(bob.web.conversations.rename({ channel: id, name: 'other' })).rejects.toThrow(
      'not_authorized',
    );
  });

  test('of each kind asks for the scope of its kind', async () => {
    await using world = await openWorld({ manifest: WIDE });
    const { channel } = await world.bot.conversations.create({ name: 'secret', is_private: true });
    const fewer = {
      ...WIDE,
      oauth_config: { scopes: { bot: ['commands', 'channels:write.topic', 'im:write'] } },
    };
    await world.clone.install(fewer, { requestUrl: world.requestUrl });
    const { conversations } = world.bot;
    const id = channel?.id ?? '';
    await expect(conversations.archive({ channel: id })).rejects.toMatchObject(needed('groups:write'));
    const topic = conversations.setTopic({ channel: id, topic: 'x' });
    await expect(topic).rejects.toMatchObject(needed('groups:write.topic,groups:write'));
    const made = conversations.create({ name: 'other' });
    await expect(made).rejects.toMatchObject(needed('channels:manage,channels:write'));
    const opened = conversations.open({ users: 'U0000000001,U0000000002' });
    await expect(opened).rejects.toMatchObject(needed('mpim:write'));
  });
});
