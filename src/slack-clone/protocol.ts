/**
 * What a person's client and the workspace say to each other, beside the public Web API.
 *
 * Every method is `POST /api/<method>` with a JSON body and answers HTTP 200 with `{ ok: true, … }` or
 * `{ ok: false, error }`, as Slack's own methods do. All but `client.boot` and `client.signin` want the user token
 * that `client.signin` gave, as `Authorization: Bearer xoxp-…`. The page imports these types and nothing else of the
 * server's.
 */
import type { AnyBlock, ModalView, PlainTextElement, PlainTextOption } from '@slack/types';

/** `client.boot` {} : who can be acted as and which slash commands there are. Needs no token. */
export interface Boot {
  ok: true;
  team: { id: string; name: string; domain: string };
  people: Person[];
  apps: InstalledApp[];
  commands: SlashCommand[];
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

/** Where a button or a select stands. An ephemeral is named by its `message_ts` too. */
export type Container =
  { type: 'message'; channel: string; message_ts: string } | { type: 'view'; view_id: string };

/** What stands in a view's inputs: block_id -> action_id -> value, as Slack's `view.state.values`. */
export type StateValues = Record<string, Record<string, StateValue>>;

export interface StateValue {
  type: string;
  value?: string | null;
  selected_option?: PlainTextOption | null;
  selected_options?: PlainTextOption[];
  selected_user?: string | null;
  selected_conversation?: string | null;
  selected_channel?: string | null;
  selected_users?: string[];
  selected_conversations?: string[];
  selected_channels?: string[];
  /** `2026-11-21`. */
  selected_date?: string | null;
  /** `22:53`. */
  selected_time?: string | null;
  /** Unix seconds. */
  selected_date_time?: number | null;
}

/** `blocks.actions` : a press or a choice. Answers `{ ok: true }` when the app has acknowledged. */
export interface BlocksActions {
  container: Container;
  /** Beside the element's names, what was chosen, in the field that its kind has in a state. */
  action: Omit<StateValue, 'value'> & { block_id: string; action_id: string; value?: string };
  state?: { values: StateValues };
}

/** `blocks.suggest` : what an external select offers for what was typed. */
export interface BlocksSuggest {
  container: Container;
  block_id: string;
  action_id: string;
  /** What was typed so far. */
  value: string;
  state?: { values: StateValues };
}

export interface Suggestions {
  ok: true;
  options: PlainTextOption[];
}

/** `views.submit` : answers when the app has acknowledged. With `errors` the view stays open as it is. */
export interface ViewsSubmit {
  view_id: string;
  state: { values: StateValues };
}

/** `view` is there for `update` and `push`: the view to show now. Without a `response_action` the view closes. */
export interface Submitted {
  ok: true;
  response_action?: 'errors' | 'update' | 'push' | 'clear';
  /** block_id -> a sentence to stand under that field. */
  errors?: Record<string, string>;
  view?: View;
}

/** `views.close` : the person closed it. With `clear`, the whole stack. */
export interface ViewsClose {
  view_id: string;
  clear?: boolean;
}

/** A view as the Web API gives it back. */
export interface View {
  id: string;
  type: 'modal' | 'home';
  /** Of two hashes of a view, the later one sorts last. */
  hash: string;
  app_id: string;
  root_view_id: string;
  previous_view_id: string | null;
  title?: PlainTextElement;
  submit?: PlainTextElement | null;
  close?: PlainTextElement | null;
  blocks: ModalView['blocks'];
  notify_on_close: boolean;
  /** Closing this one closes the whole stack. */
  clear_on_close?: boolean;
}

/** A message as `conversations.history` gives it back. */
export interface Message {
  type: 'message';
  ts: string;
  user?: string;
  bot_id?: string;
  app_id?: string;
  subtype?: string;
  text: string;
  blocks?: AnyBlock[];
  edited?: { user: string; ts: string };
  thread_ts?: string;
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
  | { type: 'commands_changed'; commands: SlashCommand[] };

/** A conversation as `conversations.list` gives it back; a direct message has `user`, the other one. */
export interface Channel {
  id: string;
  name?: string;
  is_channel: boolean;
  is_im: boolean;
  /** A direct message among several. */
  is_mpim: boolean;
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
