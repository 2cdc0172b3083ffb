/** All that the page knows, and how each thing that happens changes it. */
import type {
  Boot,
  Channel,
  ClientEvent,
  HomeTab,
  Message,
  Person,
  SlashCommand,
  View,
} from '../protocol.ts';
import {
  arrive,
  change,
  keyOf,
  place,
  read,
  readOlder,
  untouched,
  without,
  type Conversation,
  type Line,
} from './conversation.ts';
import { replaceView, stackView, withoutView } from './views.ts';

export interface Workspace {
  boot: Boot | null;
  /** Why the page cannot show anything yet, in a sentence. */
  trouble: string | null;
  me: Person | null;
  /** Everybody's name by id, bots too. */
  names: Record<string, Named>;
  commands: SlashCommand[];
  channels: Channel[];
  /** The channel that is open. */
  open: string | null;
  /** What is seen of it: of an app perhaps its home, else the messages. */
  tab: HomeTab;
  /** App id -> what it shows this person at home. */
  homes: Record<string, View>;
  conversations: Record<string, Conversation>;
  /** Modals, the one in front last. */
  views: View[];
  connected: boolean;
}

export interface Named {
  name: string;
  isApp: boolean;
}

export type Change =
  | { type: 'booted'; boot: Boot }
  | { type: 'troubled'; sentence: string }
  | { type: 'signed in'; me: Person }
  | { type: 'named'; names: Record<string, Named> }
  | { type: 'channels read'; channels: Channel[] }
  | { type: 'opened'; channel: string; tab?: HomeTab }
  | { type: 'left' }
  | { type: 'watched'; channel: string }
  | { type: 'connected'; connected: boolean }
  | { type: 'history read'; channel: string; messages: Message[]; cursor: string; older: boolean }
  | { type: 'line placed'; channel: string; line: Line }
  | { type: 'line removed'; channel: string; key: string }
  | { type: 'command started' | 'command ended'; channel: string }
  | { type: 'view shown'; view: View; push: boolean }
  | { type: 'view closed'; id: string; all: boolean }
  | { type: 'heard'; event: ClientEvent; watching: boolean };

export const empty: Workspace = {
  boot: null,
  trouble: null,
  me: null,
  names: {},
  commands: [],
  channels: [],
  open: null,
  tab: 'messages',
  homes: {},
  conversations: {},
  views: [],
  connected: true,
};

export function reduce(state: Workspace, next: Change): Workspace {
  switch (next.type) {
    case 'booted':
      return { ...state, boot: next.boot, commands: next.boot.commands, trouble: null };
    case 'troubled':
      return { ...state, trouble: next.sentence };
    case 'signed in':
      return {
        ...empty,
        boot: state.boot,
        commands: state.commands,
        names: state.names,
        me: next.me,
        ...(state.me?.id === next.me.id && { open: state.open, tab: state.tab }),
      };
    case 'named':
      return { ...state, names: { ...state.names, ...next.names } };
    case 'channels read':
      return { ...state, channels: next.channels };
    case 'opened':
      return open(state, next.channel, next.tab ?? 'messages');
    case 'left':
      return { ...state, open: null };
    case 'watched':
      return alter(state, next.channel, (conversation) => ({ ...conversation, unread: 0 }));
    case 'connected':
      return state.connected === next.connected ? state : { ...state, connected: next.connected };
    case 'heard':
      return hear(state, next.event, next.watching);
    case 'view shown':
      return {
        ...state,
        views: (next.push ? stackView : replaceView)(state.views, next.view),
      };
    case 'view closed':
      return { ...state, views: next.all ? [] : withoutView(state.views, next.id) };
    case 'history read':
    case 'line placed':
    case 'line removed':
    case 'command started':
    case 'command ended':
    default:
      return alter(state, next.channel, (conversation) => converse(conversation, next));
  }
}

type InConversation = Extract<
  Change,
  { type: 'history read' | 'line placed' | 'line removed' | 'command started' | 'command ended' }
>;

function converse(conversation: Conversation, next: InConversation): Conversation {
  switch (next.type) {
    case 'history read':
      return (next.older ? readOlder : read)(conversation, next.messages, next.cursor);
    case 'line placed':
      return {
        ...conversation,
        lines: place(conversation.lines, next.line),
        // Whoever writes has read: the line above the new ones has done its work.
        newFrom: next.line.kind === 'outgoing' ? null : conversation.newFrom,
      };
    case 'line removed':
      return { ...conversation, lines: without(conversation.lines, next.key) };
    case 'command started':
      return { ...conversation, running: conversation.running + 1 };
    case 'command ended':
    default:
      return { ...conversation, running: Math.max(0, conversation.running - 1) };
  }
}

/** The line above new messages stays while they are being read, and is gone when one comes back. */
function open(state: Workspace, channel: string, tab: HomeTab): Workspace {
  if (state.open === channel && state.tab === tab) return state;
  const left =
    state.open === null || state.tab === 'home'
      ? state
      : alter(state, state.open, (conversation) => ({ ...conversation, newFrom: null }));
  const opened = { ...left, open: channel, tab };
  if (tab === 'home') return opened;
  return alter(opened, channel, (conversation) => ({ ...conversation, unread: 0 }));
}

/** Whether this conversation is what the person has before them, and not the home beside it. */
export const isRead = ({ open: opened, tab }: Workspace, channel: string): boolean =>
  opened === channel && tab === 'messages';

function alter(
  state: Workspace,
  channel: string,
  how: (conversation: Conversation) => Conversation,
): Workspace {
  const before = state.conversations[channel] ?? untouched;
  const after = how(before);
  return after === before ? state : { ...state, conversations: { ...state.conversations, [channel]: after } };
}

function hear(state: Workspace, event: ClientEvent, watching: boolean): Workspace {
  switch (event.type) {
    case 'message':
      return alter(state, event.channel, (conversation) =>
        arrive(conversation, event.message, {
          mine: event.message.user === state.me?.id,
          watched: watching && isRead(state, event.channel),
        }),
      );
    case 'message_changed':
      return alter(state, event.channel, (conversation) => change(conversation, event.message));
    case 'message_deleted':
      return removed(state, event.channel, `message ${event.ts}`);
    case 'ephemeral':
    case 'ephemeral_changed': {
      const line: Line = { kind: 'ephemeral', ts: event.message.ts, message: event.message };
      return alter(state, event.channel, (conversation) => ({
        ...conversation,
        lines: place(conversation.lines, line),
      }));
    }
    case 'ephemeral_deleted':
      return removed(state, event.channel, `ephemeral ${event.ts}`);
    case 'channel_opened':
    case 'channel_changed':
      return { ...state, channels: withChannel(state.channels, event.channel) };
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
    case 'apps_changed':
    case 'hello':
    case 'channel_left':
    case 'marked':
    case 'person_changed':
    default:
      return state;
  }
}

function removed(state: Workspace, channel: string, key: string): Workspace {
  return alter(state, channel, (conversation) =>
    conversation.lines.some((line) => keyOf(line) === key)
      ? { ...conversation, lines: without(conversation.lines, key) }
      : conversation,
  );
}

export const withChannel = (channels: Channel[], channel: Channel): Channel[] => [
  ...channels.filter((other) => other.id !== channel.id),
  channel,
];
