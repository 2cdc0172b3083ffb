/** All that the page knows. */
import type { Boot, Channel, HomeTab, Message, Person, Shortcut, SlashCommand, View } from '../protocol.ts';
import type { Attachment } from './attachment.ts';
import { untouched, type Conversation } from './conversation.ts';
import { isIn } from './place.ts';

export interface Workspace {
  boot: Boot | null;
  /** Why the page cannot show anything yet, in a sentence. */
  trouble: string | null;
  me: Person | null;
  /** Everybody's name by id, bots too. */
  names: Record<string, Named>;
  commands: SlashCommand[];
  shortcuts: Shortcut[];
  channels: Channel[];
  /** The channel that is open. */
  open: string | null;
  /** A list of what there is, instead of a channel. */
  browsing: Browsing | null;
  /** What is seen of it: of an app perhaps its home, else the messages. */
  tab: HomeTab;
  /** What stands beside the open channel. */
  side: Side | null;
  /** A message that was asked for: it is scrolled to once it is there, and marked. */
  target: Target | null;
  isSearching: boolean;
  /** App id -> what it shows this person at home. */
  homes: Record<string, View>;
  /** Place -> what stands there. */
  conversations: Record<string, Conversation>;
  /** Place -> the files that wait there to be sent. */
  attached: Record<string, Attachment[]>;
  /** Channel -> what is pinned to it, where that was asked for. */
  pins: Record<string, Message[]>;
  /** Modals, the one in front last. */
  views: View[];
  connected: boolean;
}

export interface Named {
  name: string;
  isApp: boolean;
}

export type Browsing = 'apps' | 'channels';

export type Side = { kind: 'thread'; ts: string } | { kind: 'about' | 'pins' | 'later' | 'inspector' };

export interface Target {
  place: string;
  ts: string;
}

export const empty: Workspace = {
  boot: null,
  trouble: null,
  me: null,
  names: {},
  commands: [],
  shortcuts: [],
  channels: [],
  open: null,
  browsing: null,
  tab: 'messages',
  side: null,
  target: null,
  isSearching: false,
  homes: {},
  conversations: {},
  attached: {},
  pins: {},
  views: [],
  connected: true,
};

/** Whether this conversation is what the person has before them, and not the home beside it. */
export const isRead = ({ open, browsing, tab }: Workspace, channel: string): boolean =>
  open === channel && browsing === null && tab === 'messages';

export function alter(
  state: Workspace,
  place: string,
  how: (conversation: Conversation) => Conversation,
): Workspace {
  const before = state.conversations[place] ?? untouched;
  const after = how(before);
  return after === before ? state : { ...state, conversations: { ...state.conversations, [place]: after } };
}

/** In the channel and in each of its threads that are known: a message may stand in both. */
export const alterEverywhere = (
  state: Workspace,
  channel: string,
  how: (conversation: Conversation) => Conversation,
): Workspace =>
  Object.keys(state.conversations)
    .filter((place) => isIn(place, channel))
    .reduce((before, place) => alter(before, place, how), state);

/** What was known of a channel stays where the news say nothing of it. */
export const withChannel = (channels: Channel[], channel: Channel): Channel[] =>
  channels.some(({ id }) => id === channel.id)
    ? channels.map((other) => (other.id === channel.id ? { ...other, ...channel } : other))
    : [...channels, channel];
