import type { ClientEvent } from './protocol.ts';
import type { Clock } from './stamps.ts';

/** How long an event waits for a client that is away. */
const HELD = 10_000;
/** A window that reads this much slower than it is told is closed; it comes back and reads anew. */
const MOST_UNREAD = 4_000_000;

/** One open window: where its events are written. */
export interface Window {
  /** The token it signed in with; a person may have several windows, each with its own. */
  key: string;
  userId: string;
  /** When its token ends; null: never. */
  expiresAt: Date | null;
  /** Answers how many bytes the window has not read yet. */
  write(text: string): number;
  end(): void;
}

interface Held {
  id: number;
  at: number;
  event: ClientEvent;
  /** Whether any window was open to see it. */
  seen: boolean;
  /** The one window that it is for; undefined: all of this person's. */
  only: string | undefined;
}

/** What is told to people's windows as it happens. Nothing here outlives ten seconds. */
export class EventStreams {
  readonly #clock: Clock;
  readonly #windows = new Set<Window>();
  /** User id -> what happened in the last ten seconds, the oldest first. */
  readonly #held = new Map<string, Held[]>();
  /** User id -> the last event that is held no more. */
  readonly #forgotten = new Map<string, number>();
  readonly #first: number;
  #last: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    // Counting from the clock keeps a client that was here before a restart from taking new events for seen ones.
    this.#first = this.#last = clock.now().getTime() * 1000;
  }

  /** @param only the key of the one window that it is for. If that one is gone, nobody is told. */
  tell(userIds: string[], event: ClientEvent, only?: string): void {
    for (const userId of userIds) this.#tellOne(userId, event, only);
  }

  /** For what a window must know when it opens. It counts for no other, so it repeats the last id. */
  tellWindow(window: Window, event: ClientEvent): void {
    this.#write(window, written(this.#last, event));
  }

  /** @param lastSeen the `Last-Event-ID` of a window that comes back. */
  join(window: Window, lastSeen: number | undefined): void {
    this.forgetOld();
    const held = (this.#held.get(window.userId) ?? []).filter((each) => isFor(window, each.only));
    const hello = lastSeen === undefined ? this.#last : Math.min(lastSeen, this.#last);
    this.#write(window, written(hello, { type: 'hello' }));
    const known =
      lastSeen !== undefined && lastSeen >= this.#oldestKnown(window.userId) && lastSeen <= this.#last;
    if (lastSeen !== undefined && !known) this.tellWindow(window, { type: 'reset' });
    // Messages are read from the history. For a window that is new, only what exists nowhere else has waited.
    const missed = known
      ? held.filter(({ id }) => id > lastSeen)
      : held.filter(({ seen, event }) => !seen && isFleeting(event));
    for (const each of missed) this.#deliver(window, each);
    this.#windows.add(window);
  }

  /** The window is gone. What happens now is held for whoever comes. */
  leave(window: Window): void {
    this.#windows.delete(window);
  }

  /** How many windows this person has open. */
  windowsOf(userId: string): number {
    return [...this.#windows].filter((window) => window.userId === userId).length;
  }

  /** Closes the windows of a token that was revoked or has ended. */
  endOf(key: string): void {
    for (const window of this.#windows) if (window.key === key) this.#end(window);
  }

  /** Closes all windows of a person who is gone. */
  endOfPerson(userId: string): void {
    for (const window of this.#windows) if (window.userId === userId) this.#end(window);
  }

  /** The workspace closes. */
  endAll(): void {
    for (const window of this.#windows) this.#end(window);
    this.#held.clear();
  }

  /** A comment keeps proxies and browsers from taking the quiet for the end. An ended token ends its windows. */
  keepAlive(): void {
    const now = this.#clock.now();
    for (const window of this.#windows) {
      if (window.expiresAt !== null && window.expiresAt <= now) this.#end(window);
      else this.#write(window, ':\n\n');
    }
  }

  /** What was held for ten seconds is dropped from memory, whether anybody came or not. */
  forgetOld(): void {
    const until = this.#clock.now().getTime() - HELD;
    for (const [userId, held] of this.#held) {
      const old = held.findLast(({ at }) => at <= until);
      if (!old) continue;
      this.#forgotten.set(userId, old.id);
      const kept = held.filter(({ at }) => at > until);
      if (kept.length > 0) this.#held.set(userId, kept);
      else this.#held.delete(userId);
    }
  }

  /** Held in any case: the window may be one that only seems open. */
  #tellOne(userId: string, event: ClientEvent, only: string | undefined): void {
    this.#last += 1;
    const windows = [...this.#windows].filter((window) => window.userId === userId && isFor(window, only));
    const held = { id: this.#last, at: this.#clock.now().getTime(), event, seen: windows.length > 0, only };
    const before = this.#held.get(userId);
    if (before) before.push(held);
    else this.#held.set(userId, [held]);
    for (const window of windows) this.#deliver(window, held);
  }

  #deliver(window: Window, held: Held): void {
    held.seen = true;
    this.#write(window, written(held.id, held.event));
  }

  /** A window that does not read would fill the memory. */
  #write(window: Window, text: string): void {
    if (window.write(text) > MOST_UNREAD) this.#end(window);
  }

  #end(window: Window): void {
    this.#windows.delete(window);
    window.end();
  }

  #oldestKnown(userId: string): number {
    return this.#forgotten.get(userId) ?? this.#first;
  }
}

function isFor(window: Window, only: string | undefined): boolean {
  return only === undefined || only === window.key;
}

/** What can be read nowhere but here. */
function isFleeting(event: ClientEvent): boolean {
  return event.type.startsWith('ephemeral') || event.type.startsWith('view_');
}

function written(id: number, event: ClientEvent): string {
  return `id: ${id}\ndata: ${JSON.stringify(event)}\n\n`;
}
