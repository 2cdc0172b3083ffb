/** What the workspace tells a window, as a change of what the page knows. */
import type { Channel, ClientEvent, Message, Person } from '../protocol.ts';
import {
  arrive,
  belongs,
  change,
  keyOf,
  place,
  without,
  type Conversation,
  type Line,
} from './conversation.ts';
import { threadPlace } from './place.ts';
import { alter, alterEverywhere, isRead, withChannel, type Workspace } from './state.ts';
import { isQuiet } from './speaking.ts';
import { replaceView, stackView } from './views.ts';

export function hear(state: Workspace, event: ClientEvent, watching: boolean): Workspace {
  switch (event.type) {
    case 'message':
      return heardMessage(state, event.channel, event.message, watching);
    case 'message_changed':
      return alterEverywhere(state, event.channel, (conversation) =>
        change(conversation, event.message.ts, () => event.message),
      );
    case 'message_deleted':
      return removed(state, event.channel, `message ${event.ts}`);
    case 'reaction_changed':
      return alterEverywhere(state, event.channel, (conversation) =>
        change(conversation, event.ts, (message) => ({ ...message, reactions: event.reactions })),
      );
    case 'ephemeral':
    case 'ephemeral_changed':
      return heardEphemeral(state, event.channel, event.message);
    case 'ephemeral_deleted':
      return removed(state, event.channel, `ephemeral ${event.ts}`);
    case 'channel_opened':
    case 'channel_changed':
      return { ...state, channels: withChannel(state.channels, event.channel) };
    case 'channel_left':
      return left(state, event.channel);
    case 'marked':
      return mark(state, event.channel, event.last_read);
    case 'person_changed':
      return changedPerson(state, event.user);
    case 'view_opened':
      return { ...state, views: stackView([], event.view) };
    case 'view_pushed':
      return { ...state, views: stackView(state.views, event.view) };
    case 'view_updated':
      return { ...state, views: replaceView(state.views, event.view) };
    case 'commands_changed':
      return { ...state, commands: event.commands };
    case 'home_published':
      return { ...state, homes: { ...state.homes, [event.view.app_id]: event.view } };
    case 'reset':
      // Those that there still are come right behind it.
      return { ...state, homes: {} };
    case 'hello':
    case 'pins_changed':
    case 'apps_changed':
    default:
      return state;
  }
}

/** A reply stands in its thread, and where it was also sent to the channel, there too. */
function heardMessage(state: Workspace, channel: string, message: Message, watching: boolean): Workspace {
  const me = state.me?.id ?? '';
  const mine = message.user === me;
  const named = names(state, channel, message);
  const watched = (watching && isRead(state, channel)) || isQuiet(message);
  const inChannel = belongs(message)
    ? alter(state, channel, (conversation) => arrive(conversation, message, { mine, watched, named }))
    : state;
  const { thread_ts, ts } = message;
  if (thread_ts === undefined || thread_ts === ts) return inChannel;
  const thread = threadPlace(channel, thread_ts);
  const inThread = inChannel.conversations[thread]
    ? alter(inChannel, thread, (conversation) =>
        arrive(conversation, message, { mine, watched: true, named }),
      )
    : inChannel;
  return alterEverywhere(inThread, channel, (conversation) =>
    change(conversation, thread_ts, (parent) => withReply(parent, message)),
  );
}

/** Its parent may have been told already how many there are now. */
function withReply(parent: Message, { ts, user }: Message): Message {
  if (Number(parent.latest_reply ?? 0) >= Number(ts)) return parent;
  const users = [...new Set([...(parent.reply_users ?? []), ...(user === undefined ? [] : [user])])];
  return {
    ...parent,
    thread_ts: parent.ts,
    reply_count: (parent.reply_count ?? 0) + 1,
    reply_users: users,
    reply_users_count: users.length,
    latest_reply: ts,
  };
}

function heardEphemeral(state: Workspace, channel: string, message: Message): Workspace {
  const line: Line = { kind: 'ephemeral', ts: message.ts, message };
  const { thread_ts } = message;
  const where = thread_ts === undefined ? channel : threadPlace(channel, thread_ts);
  return alter(state, where, (conversation) => ({ ...conversation, lines: place(conversation.lines, line) }));
}

const removed = (state: Workspace, channel: string, key: string): Workspace =>
  alterEverywhere(state, channel, (conversation) =>
    conversation.lines.some((line) => keyOf(line) === key)
      ? { ...conversation, lines: without(conversation.lines, key) }
      : conversation,
  );

/** A public channel can still be looked at from outside; a private one is gone. */
function left(state: Workspace, channel: string): Workspace {
  const out = (other: Channel): Channel[] =>
    other.id !== channel ? [other] : other.is_private ? [] : [{ ...other, is_member: false }];
  const channels = state.channels.flatMap(out);
  const isGone = state.open === channel && !channels.some(({ id }) => id === channel);
  return { ...state, channels, ...(isGone && { open: null, side: null }) };
}

/**
 * Read up to here, perhaps in another window of this person; or to be read again from here.
 * @param counted what the workspace itself has counted: that is right also where nothing was loaded yet
 */
export function mark(state: Workspace, channel: string, lastRead: string, counted?: number): Workspace {
  return alter(state, channel, (conversation) => {
    const fresh = conversation.lines.filter(
      (line) =>
        line.kind === 'message' &&
        Number(line.ts) > Number(lastRead) &&
        line.message.user !== state.me?.id &&
        !isQuiet(line.message),
    );
    const unread = counted ?? fresh.length;
    const named = fresh.filter((line) => line.kind === 'message' && names(state, channel, line.message));
    const newFrom = unread === 0 ? null : nextAfter(lastRead);
    // The line above what is new stays while it is being read.
    if (newFrom === null && isRead(state, channel)) return seen(conversation);
    return { ...conversation, newFrom, unread, mentions: named.length };
  });
}

const seen = (conversation: Conversation): Conversation => ({ ...conversation, unread: 0, mentions: 0 });

/** Whether it is for this person above all. */
function names({ me, channels }: Workspace, channel: string, { text }: Message): boolean {
  const isDirect = channels.some(({ id, is_im, is_mpim }) => id === channel && (is_im || is_mpim));
  return isDirect || text.includes(`<@${me?.id}>`) || /<!(?:channel|here|everyone)/.test(text);
}

/** The line is drawn above the first message that is not older than this. */
const nextAfter = (ts: string): string => (Number(ts) + 0.000001).toFixed(6);

function changedPerson(state: Workspace, user: Person): Workspace {
  const { boot, me } = state;
  return {
    ...state,
    me: me?.id === user.id ? user : me,
    names: { ...state.names, [user.id]: { name: user.name, isApp: false } },
    boot: boot && {
      ...boot,
      people: boot.people.map((person) => (person.id === user.id ? user : person)),
    },
  };
}
