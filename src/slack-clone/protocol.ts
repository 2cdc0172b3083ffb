/**
 * What a person's client and the workspace say to each other, beside the public Web API.
 *
 * Every method is `POST /api/<method>` with a JSON body and answers HTTP 200 with `{ ok: true, … }` or
 * `{ ok: false, error }`, as Slack's own methods do. All but `client.boot` and `client.signin` want the user token
 * that `client.signin` gave, as `Authorization: Bearer xoxp-…`. The page imports these types and nothing else of the
 * server's.
 */
import type { View } from './interaction.ts';
import type { Message, Reaction } from './saying.ts';

export type * from './directory.ts';
export type * from './interaction.ts';
export type * from './saying.ts';
export type { CallFault, DeliveryFault, Fault } from './faults.ts';
export type { Exchange } from './traffic.ts';

/** `client.boot` {} : who can be acted as and which slash commands there are. Needs no token. */
export interface Boot {
  ok: true;
  team: { id: string; name: string; domain: string };
  people: Person[];
  apps: InstalledApp[];
  commands: SlashCommand[];
  shortcuts: Shortcut[];
}

export interface Person {
  id: string;
  name: string;
  real_name: string;
  tz: string;
  is_admin: boolean;
  is_restricted: boolean;
}

export interface InstalledApp {
  app_id: string;
  name: string;
  bot_user_id: string;
  bot_id: string;
  /** Whether its conversation has a Home beside the messages. */
  home_tab_enabled: boolean;
}

/** As in the app's manifest: `command` starts with a slash. */
export interface SlashCommand {
  command: string;
  description: string;
  usage_hint: string;
  app_id: string;
}

/** As in the app's manifest. A `global` one can be taken anywhere, a `message` one at a message. */
export interface Shortcut {
  name: string;
  type: 'global' | 'message';
  callback_id: string;
  description: string;
  app_id: string;
}

/** `client.signin` { user } : a user token that lives 12 hours. Own `Origin` or none, JSON only. */
export interface SignIn {
  ok: true;
  token: string;
  /** Unix seconds. */
  expires_at: number;
  user: Person;
}

/**
 * `client.openHome` : the person has opened this tab of an app. Answers `{ ok: true }` once the app is being told (event
 * `app_home_opened`, if its manifest asks for it), whatever it makes of that; not_enabled when it has no Home. What it
 * shows there comes as `home_published`.
 */
export interface OpenHome {
  app_id: string;
  tab: HomeTab;
}

export type HomeTab = 'home' | 'messages';

/**
 * `client.setPerson` : an admin changes a member, and apps hear of it (event `user_change`). Answers with the `user` as
 * they are now. Whoever is deleted is signed out everywhere at once, cannot sign in, and is not in `client.boot`; they
 * can be taken back. not_an_admin for anybody else, cannot_modify_primary_owner when no admin would be left.
 */
export interface SetPerson {
  user: string;
  deleted?: boolean;
  /** Takes `is_restricted` away, and the other way round. */
  is_admin?: boolean;
  is_restricted?: boolean;
}

/**
 * `chat.command` : answers `{ ok: true }` when the app has acknowledged, else dispatch_failed or operation_timeout;
 * invalid_command when no app declares it.
 */
export interface ChatCommand {
  channel: string;
  /** With its slash: `/bots`. */
  command: string;
  text: string;
}

/**
 * `client.shortcut` : takes a shortcut. Answers `{ ok: true }` when the app has acknowledged, else dispatch_failed or
 * operation_timeout; not_found when no app declares it.
 */
export interface ClientShortcut {
  app_id: string;
  callback_id: string;
  /** For a global one, the conversation that the person has before them, if any. */
  channel?: string;
  /** Makes it the message's shortcut of that name. */
  message_ts?: string;
}

/**
 * `GET /api/client.events` with the same token: `text/event-stream`. Each event's `data` is one of these as JSON, its
 * `id` counts up. A reconnect with `Last-Event-ID` within 10 s gets what it missed; after that, `reset`: read anew.
 * An ephemeral exists only here. A comment line every 15 s keeps it open.
 *
 * A person may have several windows, each signed in with a token of its own. What a command or a press brings about
 * for its person alone comes to the window that it was made in, and to no other: the modal that it opens, what is
 * pushed on that or updated in it, and ephemerals that answer it, also at the response_url. What became of a view that
 * a window sent or closed is its answer, and no event. All else comes to every window: messages, home tabs, and
 * ephemerals that an app posts unasked.
 */
export type ClientEvent =
  | { type: 'hello' }
  | { type: 'reset' }
  | { type: 'message'; channel: string; message: Message }
  | { type: 'message_changed'; channel: string; message: Message }
  | { type: 'message_deleted'; channel: string; ts: string }
  | { type: 'reaction_changed'; channel: string; ts: string; reactions: Reaction[] }
  | { type: 'pins_changed'; channel: string }
  | { type: 'ephemeral'; channel: string; message: Message }
  | { type: 'ephemeral_changed'; channel: string; message: Message }
  | { type: 'ephemeral_deleted'; channel: string; ts: string }
  | { type: 'channel_opened'; channel: Channel }
  /** It has changed, or who is in it: `is_member` is this person's. */
  | { type: 'channel_changed'; channel: Channel }
  /** This person is not in it any more. */
  | { type: 'channel_left'; channel: string }
  /** What this person has read, in this window or another. */
  | { type: 'marked'; channel: string; last_read: string }
  | { type: 'person_changed'; user: Person }
  | { type: 'view_opened'; view: View }
  | { type: 'view_pushed'; view: View }
  | { type: 'view_updated'; view: View }
  | { type: 'home_published'; view: View }
  | { type: 'commands_changed'; commands: SlashCommand[]; shortcuts: Shortcut[] }
  | { type: 'apps_changed' };

/** A conversation as `conversations.list` gives it back; a direct message has `user`, the other one. */
export interface Channel {
  id: string;
  name?: string;
  is_channel: boolean;
  is_im: boolean;
  /** A direct message among several. */
  is_mpim: boolean;
  is_general?: boolean;
  is_private: boolean;
  is_archived: boolean;
  is_member: boolean;
  user?: string;
  topic?: { value: string };
  purpose?: { value: string };
  num_members?: number;
  /** Of a direct message: false when the person closed it and nothing was said since. */
  is_open?: boolean;
  /** What the person has read, where they are in it. Counts are in conversations.info, and in lists for a window. */
  last_read?: string;
  unread_count?: number;
  /** Without who came and went. */
  unread_count_display?: number;
}
