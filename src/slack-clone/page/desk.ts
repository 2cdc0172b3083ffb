/** What every part of the page works at: the state, and the workspace asked as the person who is signed in. */
import { ask, askWeb, fetchBlob, isSignedOut } from './api.ts';
import type { Failure } from './failure.ts';
import { openStore, type Store } from './store.ts';
import { empty, type Workspace } from './state.ts';
import { reduce, type Change } from './workspace.ts';

type Answer<T> = Promise<T | Failure>;

export interface Desk {
  store: Store<Workspace, Change>;
  ask<T extends { ok: true }>(method: string, question: object): Answer<T>;
  askWeb<T extends { ok: true }>(method: string, question: Record<string, string>): Answer<T>;
  /** Takes a person's token. It is kept in this closure alone: not in the state, not in storage. */
  hold(user: string, token: string): void;
  /** Signs in anew when the token has ended; true when there is another. Set by who signs in. */
  renew: () => Promise<boolean>;
  /** Ends the stream of events of whoever was here before. */
  stop: AbortController;
  /** Who is wanted at the desk: an answer for somebody else comes too late. */
  wanted: string | null;
  /** What was typed and not sent, by channel, and what was sent: in memory alone. */
  drafts: Map<string, string>;
  sent: string[];
  /** Channel -> up to where the workspace was told that it was read. */
  marked: Map<string, string>;
  /** Channels that the person wants to read again: they are not marked before they are left. */
  keepUnread: Set<string>;
  /** What was looked for last: it is there again when one comes back to the search. */
  lastSearch: string;
  /** The bytes of a file, fetched with the token: null when they are not to be had. */
  fetchFile(url: string): Promise<Blob | null>;
}

export function openDesk(): Desk {
  const held = { user: '', token: '' };

  /** An answer that comes when somebody else sits here is nobody's: it must not enter the other one's state. */
  async function asHolder<T extends { ok: true }>(question: () => Answer<T>): Answer<T> {
    const { user } = held;
    const first = await question();
    const answer =
      isSignedOut(first) && held.user === user && (await desk.renew()) ? await question() : first;
    return held.user === user ? answer : { ok: false, error: 'switched' };
  }

  const desk: Desk = {
    store: openStore(reduce, empty),
    ask: (method, question) => asHolder(() => ask(method, question, held.token)),
    askWeb: (method, question) => asHolder(() => askWeb(method, question, held.token)),
    hold: (user, token) => void Object.assign(held, { user, token }),
    renew: () => Promise.resolve(false),
    stop: new AbortController(),
    wanted: null,
    drafts: new Map(),
    sent: [],
    marked: new Map(),
    keepUnread: new Set(),
    lastSearch: '',
    fetchFile: async (url) => fetchBlob(url, held.token),
  };
  return desk;
}
