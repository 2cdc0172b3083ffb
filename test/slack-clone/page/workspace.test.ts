import { describe, expect, it } from 'vitest';
import type { ClientEvent } from '../../../src/slack-clone/protocol.ts';
import { reduce, type Change } from '../../../src/slack-clone/page/workspace.ts';
import { alice, message, view, heard, told, page, reply, after, lines } from './telling.ts';

describe('messages', () => {
  it('stand in the order of their time, however they arrive', () => {
    const state = after(told('3.0'), told('1.0'), told('2.0'));
    expect(lines(state).map(({ ts }) => ts)).toEqual(['1.0', '2.0', '3.0']);
  });

  it('stand once, though they are told twice', () => {
    expect(lines(after(told('1.0'), told('1.0')))).toHaveLength(1);
  });

  it('change and go where they stand', () => {
    const changed: ClientEvent = {
      type: 'message_changed',
      channel: 'C1',
      message: message('1.0', 'U2', 'new'),
    };
    expect(lines(after(told('1.0'), heard(changed)))).toMatchObject([{ message: { text: 'new' } }]);
    const gone: ClientEvent = { type: 'message_deleted', channel: 'C1', ts: '1.0' };
    expect(lines(after(told('1.0'), heard(gone)))).toEqual([]);
  });

  it('that came while the history was read are kept, and those that are gone from it are not', () => {
    const state = after(told('1.0'), told('9.0'), {
      type: 'history read',
      channel: 'C1',
      page: page(['2.0', '3.0']),
      where: 'anew',
    });
    expect(lines(state).map(({ ts }) => ts)).toEqual(['2.0', '3.0', '9.0']);
  });

  it('in a thread stay out of the channel', () => {
    expect(lines(after(heard({ type: 'message', channel: 'C1', message: reply('2.0') })))).toEqual([]);
  });
});

describe('what I send', () => {
  const outgoing: Change = {
    type: 'line placed',
    channel: 'C1',
    line: { kind: 'outgoing', id: 'local 1', ts: '1.0', text: 'hello', broadcast: false, failure: null },
  };

  it('is replaced by the message once that is heard, and is never there twice', () => {
    const state = after(outgoing, told('1.1', 'U1', 'hello'));
    expect(lines(state)).toMatchObject([{ kind: 'message', message: { text: 'hello' } }]);
  });

  it('takes the line above the new messages away', () => {
    const unseen = heard({ type: 'message', channel: 'C1', message: message('0.5') }, false);
    expect(after(unseen).conversations['C1']?.newFrom).toBe('0.5');
    expect(after(unseen, outgoing).conversations['C1']?.newFrom).toBeNull();
  });
});

describe('a channel that I do not look at', () => {
  const elsewhere = heard({ type: 'message', channel: 'C2', message: message('1.0') });

  it('counts what is unread, and draws the line above the first of it', () => {
    const again = heard({ type: 'message', channel: 'C2', message: message('2.0') });
    expect(after(elsewhere, again).conversations['C2']).toMatchObject({ unread: 2, newFrom: '1.0' });
  });

  it('is read once it is opened, and shows the line until I leave', () => {
    const opened = after(elsewhere, { type: 'opened', channel: 'C2' });
    expect(opened.conversations['C2']).toMatchObject({ unread: 0, newFrom: '1.0' });
    const left = reduce(opened, { type: 'opened', channel: 'C1' });
    expect(left.conversations['C2']?.newFrom).toBeNull();
  });
});

describe('an ephemeral', () => {
  const shown = heard({ type: 'ephemeral', channel: 'C1', message: message('1.0') });

  it('is replaced and taken back by the app', () => {
    const other: ClientEvent = {
      type: 'ephemeral_changed',
      channel: 'C1',
      message: message('1.0', 'U2', 'new'),
    };
    expect(lines(after(shown, heard(other)))).toMatchObject([
      { kind: 'ephemeral', message: { text: 'new' } },
    ]);
    expect(lines(after(shown, heard({ type: 'ephemeral_deleted', channel: 'C1', ts: '1.0' })))).toEqual([]);
  });

  it('is gone when somebody else sits down here', () => {
    const bob = { ...alice, id: 'U2' };
    expect(after(shown, { type: 'signed in', me: bob }).conversations).toEqual({});
  });
});

describe('modals', () => {
  it('stack, update in place and close one by one', () => {
    const two = after(
      heard({ type: 'view_opened', view: view('V1') }),
      heard({ type: 'view_pushed', view: view('V2') }),
    );
    expect(two.views.map(({ id }) => id)).toEqual(['V1', 'V2']);
    const updated = reduce(two, heard({ type: 'view_updated', view: view('V1', 'new') }));
    expect(updated.views.map(({ hash }) => hash)).toEqual(['new', '']);
    expect(reduce(updated, { type: 'view closed', id: 'V2', all: false }).views).toHaveLength(1);
    expect(reduce(updated, { type: 'view closed', id: 'V2', all: true }).views).toHaveLength(0);
  });

  it('show what came last in the workspace, whichever connection was faster', () => {
    const shown = after(
      heard({ type: 'view_opened', view: view('V1', '000000001.aa') }),
      heard({ type: 'view_updated', view: view('V1', '000000003.aa') }),
      { type: 'view shown', view: view('V1', '000000002.ff'), push: false },
    );
    expect(shown.views.map(({ hash }) => hash)).toEqual(['000000003.aa']);
  });

  it('are pushed once, though the answer and the event both tell it', () => {
    const pushed = after(
      heard({ type: 'view_opened', view: view('V1') }),
      { type: 'view shown', view: view('V2'), push: true },
      heard({ type: 'view_pushed', view: view('V2') }),
    );
    expect(pushed.views).toHaveLength(2);
  });

  it('that are closed are not brought back by a late update', () => {
    expect(after(heard({ type: 'view_updated', view: view('V1') })).views).toEqual([]);
  });
});
