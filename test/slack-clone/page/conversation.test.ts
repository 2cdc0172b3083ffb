import { describe, expect, it } from 'vitest';
import { reduce, type Change } from '../../../src/slack-clone/page/workspace.ts';
import { after, heard, lines, listed, many, message, page, replied, told } from './telling.ts';

describe('a thread', () => {
  const opened: Change = {
    type: 'history read',
    channel: 'C1/1.0',
    page: page(['1.0']),
    where: 'anew',
  };

  it('grows as it is answered, and its first message says by whom', () => {
    const state = after(told('1.0'), opened, replied('2.0'), replied('2.0'));
    expect(lines(state, 'C1/1.0').map(({ ts }) => ts)).toEqual(['1.0', '2.0']);
    const counted = { message: { reply_count: 1, reply_users: ['U3'], latest_reply: '2.0' } };
    expect(lines(state)).toMatchObject([counted]);
    expect(lines(state, 'C1/1.0')[0]).toMatchObject(counted);
  });

  it('counts no reply twice that the workspace has counted', () => {
    const counted = { ...message('1.0'), reply_count: 1, latest_reply: '2.0' };
    const changed = heard({ type: 'message_changed', channel: 'C1', message: counted });
    expect(lines(after(told('1.0'), changed, replied('2.0')))).toMatchObject([
      { message: { reply_count: 1 } },
    ]);
  });

  it('shows the same reactions as the channel', () => {
    const reactions = [{ name: '+1', users: ['U2'], count: 1 }];
    const state = after(
      told('1.0'),
      opened,
      heard({ type: 'reaction_changed', channel: 'C1', ts: '1.0', reactions }),
    );
    expect(lines(state)).toMatchObject([{ message: { reactions } }]);
    expect(lines(state, 'C1/1.0')).toMatchObject([{ message: { reactions } }]);
  });
});

describe('a long conversation', () => {
  const newest: Change = {
    type: 'history read',
    channel: 'C1',
    page: page(many(5000, 300), { hasOlder: true }),
    where: 'anew',
  };

  it('lets go of what is far below when older ones are read, and of what is far above when newer ones are', () => {
    const older: Change = {
      type: 'history read',
      channel: 'C1',
      page: page(many(4000, 300), { hasOlder: true }),
      where: 'above',
    };
    const up = after(newest, older);
    expect(lines(up)).toHaveLength(400);
    expect(up.conversations['C1']).toMatchObject({ hasNewer: true, hasOlder: true });
    expect(lines(reduce(up, told('9999.0')))).toHaveLength(400);
    const back: Change = {
      type: 'history read',
      channel: 'C1',
      page: page(many(5100, 200)),
      where: 'below',
    };
    const down = reduce(up, back);
    expect(lines(down)).toHaveLength(400);
    expect(lines(down).at(-1)?.ts).toBe('5299.000000');
    expect(down.conversations['C1']).toMatchObject({ hasNewer: false, hasOlder: true });
  });
});

describe('what is unread', () => {
  const read: Change = {
    type: 'channels read',
    channels: [listed('C1'), listed('C2', { last_read: '5.0', unread_count_display: 3 })],
  };

  it('is counted by the workspace, and the line stands above the first of it', () => {
    const state = after(read);
    expect(state.conversations['C2']).toMatchObject({ unread: 3, newFrom: '5.000001' });
    expect(
      after(read, heard({ type: 'marked', channel: 'C2', last_read: '9.0' })).conversations['C2'],
    ).toMatchObject({ unread: 0, newFrom: null });
  });

  it('names me, or does not', () => {
    const state = after(
      read,
      heard({ type: 'message', channel: 'C2', message: message('6.0', 'U2', 'hey <@U1>') }),
      heard({ type: 'message', channel: 'C2', message: message('7.0') }),
      heard({ type: 'message', channel: 'C2', message: { ...message('8.0'), subtype: 'channel_join' } }),
    );
    expect(state.conversations['C2']).toMatchObject({ unread: 5, mentions: 1 });
  });

  it('is nothing to me in a private channel that I have left', () => {
    const secret: Change = {
      type: 'channels read',
      channels: [listed('C1', { is_private: true }), listed('C2')],
    };
    const state = after(secret, heard({ type: 'channel_left', channel: 'C1' }));
    expect(state).toMatchObject({ open: null, channels: [{ id: 'C2' }] });
    const open = after(secret, heard({ type: 'channel_left', channel: 'C2' }));
    expect(open.channels[1]).toMatchObject({ id: 'C2', is_member: false });
  });
});
