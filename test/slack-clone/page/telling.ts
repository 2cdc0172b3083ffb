/** What the page is told, and what it makes of that: for tests of its state. */
import type { Channel, ClientEvent, Message, Person, View } from '../../../src/slack-clone/protocol.ts';
import type { Page } from '../../../src/slack-clone/page/conversation.ts';
import { empty, type Workspace } from '../../../src/slack-clone/page/state.ts';
import { reduce, type Change } from '../../../src/slack-clone/page/workspace.ts';

export const alice: Person = {
  id: 'U1',
  name: 'alice',
  real_name: 'Alice',
  tz: 'UTC',
  is_admin: true,
  is_restricted: false,
};
export const message = (ts: string, user = 'U2', text = `said at ${ts}`): Message => ({
  type: 'message',
  ts,
  user,
  text,
});
export const view = (id: string, hash = ''): View => ({
  id,
  hash,
  type: 'modal',
  app_id: 'A1',
  root_view_id: id,
  previous_view_id: null,
  blocks: [],
  notify_on_close: false,
});
/** What a window hears of. */
export const heard = (event: ClientEvent, watching = true): Change => ({ type: 'heard', event, watching });
export const told = (ts: string, user = 'U2', text?: string): Change =>
  heard({ type: 'message', channel: 'C1', message: message(ts, user, text) });

export const page = (ts: string[], more: Partial<Page> = {}): Page => ({
  messages: ts.map((each) => message(each)),
  hasOlder: false,
  hasNewer: false,
  ...more,
});

export const reply = (ts: string) => ({ ...message(ts, 'U3'), thread_ts: '1.0' });

export const replied = (ts: string): Change => heard({ type: 'message', channel: 'C1', message: reply(ts) });

export const many = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => `${from + index}.000000`);

export const listed = (id: string, more: Partial<Channel> = {}): Channel => ({
  id,
  is_channel: true,
  is_im: false,
  is_mpim: false,
  is_private: false,
  is_archived: false,
  is_member: true,
  ...more,
});

export function after(...changes: Change[]): Workspace {
  const start: Change[] = [
    { type: 'signed in', me: alice },
    { type: 'opened', channel: 'C1' },
  ];
  return [...start, ...changes].reduce(reduce, empty);
}
export const lines = (state: Workspace, channel = 'C1') => state.conversations[channel]?.lines ?? [];
