/** How each thing that happens changes what the page knows. */
import type { Boot, Channel, ClientEvent, HomeTab, Message, Person, View } from '../protocol.ts';
import type { Attachment } from './attachment.ts';
import {
  change,
  place,
  read,
  readAbove,
  readBelow,
  without,
  type Conversation,
  type Line,
  type Page,
} from './conversation.ts';
import { hear, mark } from './hearing.ts';
import {
  alter,
  alterEverywhere,
  empty,
  isRead,
  type Browsing,
  type Named,
  type Side,
  type Workspace,
} from './state.ts';
import { replaceView, stackView, withoutView } from './views.ts';

export type Change =
  | { type: 'booted'; boot: Boot }
  | { type: 'troubled'; sentence: string }
  | { type: 'signed in'; me: Person }
  | { type: 'named'; names: Record<string, Named> }
  | { type: 'channels read'; channels: Channel[] }
  | { type: 'opened'; channel: string; tab?: HomeTab; side?: Side | null }
  | { type: 'looked for'; change: Partial<Pick<Workspace, 'target' | 'isSearching'>> }
  | { type: 'browsed'; browsing: Browsing }
  | { type: 'left' }
  | { type: 'watched'; channel: string }
  | { type: 'connected'; connected: boolean }
  | { type: 'history read'; channel: string; page: Page; where: 'anew' | 'above' | 'below' }
  | { type: 'line placed'; channel: string; line: Line }
  | { type: 'line removed'; channel: string; key: string }
  | { type: 'command started' | 'command ended'; channel: string }
  | { type: 'attached'; place: string; attachment: Attachment }
  | { type: 'brought'; place: string; id: string; change: Partial<Attachment> }
  | { type: 'detached'; place: string; id: string }
  | { type: 'pins read'; channel: string; messages: Message[] }
  | { type: 'view shown'; view: View; push: boolean }
  | { type: 'view closed'; id: string; all: boolean }
  | { type: 'heard'; event: ClientEvent; watching: boolean };

export function reduce(state: Workspace, next: Change): Workspace {
  switch (next.type) {
    case 'booted': {
      const { boot } = next;
      return { ...state, boot, commands: boot.commands, shortcuts: boot.shortcuts, trouble: null };
    }
    case 'troubled':
      return { ...state, trouble: next.sentence };
    case 'signed in':
      return signedIn(state, next.me);
    case 'named':
      return { ...state, names: { ...state.names, ...next.names } };
    case 'channels read':
      return next.channels.reduce(count, { ...state, channels: next.channels });
    case 'opened':
      return open(state, next.channel, next.tab ?? 'messages', next.side);
    case 'looked for':
      return { ...state, ...next.change };
    case 'browsed':
      return { ...withoutNewLine(state), open: null, side: null, browsing: next.browsing };
    case 'left':
      return { ...state, open: null, side: null, browsing: null };
    case 'watched':
      return alter(state, next.channel, seen);
    case 'connected':
      return state.connected === next.connected ? state : { ...state, connected: next.connected };
    case 'heard':
      return hear(state, next.event, next.watching);
    case 'attached':
    case 'brought':
    case 'detached':
      return attach(state, next);
    case 'pins read':
      return pinned(state, next.channel, next.messages);
    case 'view shown':
    case 'view closed':
      return { ...state, views: viewsAfter(state.views, next) };
    case 'history read':
    case 'line placed':
    case 'line removed':
    case 'command started':
    case 'command ended':
    default:
      return alter(state, next.channel, (conversation) => converse(conversation, next));
  }
}

function viewsAfter(views: View[], next: Extract<Change, { type: 'view shown' | 'view closed' }>): View[] {
  if (next.type === 'view shown') return (next.push ? stackView : replaceView)(views, next.view);
  return next.all ? [] : withoutView(views, next.id);
}

type InConversation = Extract<
  Change,
  { type: 'history read' | 'line placed' | 'line removed' | 'command started' | 'command ended' }
>;

const readers = { anew: read, above: readAbove, below: readBelow };

function converse(conversation: Conversation, next: InConversation): Conversation {
  switch (next.type) {
    case 'history read':
      return readers[next.where](conversation, next.page);
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

type OfFiles = Extract<Change, { type: 'attached' | 'brought' | 'detached' }>;

function attach(state: Workspace, next: OfFiles): Workspace {
  const before = state.attached[next.place] ?? [];
  return { ...state, attached: { ...state.attached, [next.place]: attachments(before, next) } };
}

function attachments(before: Attachment[], next: OfFiles): Attachment[] {
  switch (next.type) {
    case 'attached':
      return before.some(({ id }) => id === next.attachment.id)
        ? before.map((one) => (one.id === next.attachment.id ? next.attachment : one))
        : [...before, next.attachment];
    case 'brought':
      return before.map((one) => (one.id === next.id ? { ...one, ...next.change } : one));
    case 'detached':
    default:
      return before.filter(({ id }) => id !== next.id);
  }
}

/** Somebody else begins with nothing of who was here before; a renewed sign-in goes on where it was. */
const signedIn = (state: Workspace, me: Person): Workspace => ({
  ...empty,
  boot: state.boot,
  commands: state.commands,
  shortcuts: state.shortcuts,
  names: state.names,
  me,
  ...(state.me?.id === me.id && { open: state.open, tab: state.tab, side: state.side }),
});

/** The line above new messages stays while they are being read, and is gone when one comes back. */
function open(state: Workspace, channel: string, tab: HomeTab, side: Side | null | undefined): Workspace {
  const isSame = state.open === channel && state.browsing === null;
  const beside = side === undefined ? (isSame || isOfAll(state.side) ? state.side : null) : side;
  if (isSame && state.tab === tab) return beside === state.side ? state : { ...state, side: beside };
  const left = isSame ? state : withoutNewLine(state);
  const opened: Workspace = { ...left, open: channel, browsing: null, tab, side: beside };
  return tab === 'home' ? opened : alter(opened, channel, seen);
}

/** It says nothing of the channel that it stands beside, so it stays when another one is opened. */
const isOfAll = (side: Side | null): boolean => side?.kind === 'inspector';

const withoutNewLine = (state: Workspace): Workspace =>
  state.open === null || state.tab === 'home'
    ? state
    : alter(state, state.open, (conversation) => ({ ...conversation, newFrom: null }));

const seen = (conversation: Conversation): Conversation =>
  conversation.unread === 0 && conversation.mentions === 0
    ? conversation
    : { ...conversation, unread: 0, mentions: 0 };

/** What is being read just now is read; of the others the workspace says how far. */
function count(state: Workspace, { id, last_read, unread_count_display: unread }: Channel): Workspace {
  if (last_read === undefined || unread === undefined || isRead(state, id)) return state;
  return mark(state, id, last_read, unread);
}

/** The list says of each message that is here whether it is pinned. */
function pinned(state: Workspace, channel: string, messages: Message[]): Workspace {
  const all = new Set(messages.map(({ ts }) => ts));
  const pins = { ...state.pins, [channel]: messages };
  return alterEverywhere({ ...state, pins }, channel, (conversation) =>
    conversation.lines.reduce((before, line) => {
      if (line.kind !== 'message') return before;
      const is = line.message.pinned_to?.includes(channel) ?? false;
      if (is === all.has(line.ts)) return before;
      return change(before, line.ts, (message) => ({ ...message, pinned_to: is ? [] : [channel] }));
    }, conversation),
  );
}
