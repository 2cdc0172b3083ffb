/** The part of `protocol.ts` that is about what a person presses, chooses and fills in, and about views. */
import type { ModalView, PlainTextElement, PlainTextOption, RichTextBlock } from '@slack/types';

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
  rich_text_value?: RichTextBlock | null;
  /** Of files that are uploaded already. */
  files?: { id: string }[];
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
  /** All of them, also those in groups. */
  options: PlainTextOption[];
  /** Where the app gave them in groups. */
  option_groups?: { label: PlainTextElement; options: PlainTextOption[] }[];
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
