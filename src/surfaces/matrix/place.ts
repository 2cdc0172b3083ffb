import { type Homeserver, HomeserverRefusal } from '../../core/matrix.ts';

interface Origin {
  room: string;
  /** The event that is answered: what is said of it is said once, however often it is heard. */
  by: string;
  /** The message that the answers are a reply to. */
  about: string;
  thread: string | undefined;
}

/** Where a person waits for an answer: what is said here is a reply, in the thread that asked. */
export class Place {
  readonly room: string;
  readonly thread: string | undefined;
  readonly #homeserver: Homeserver;
  readonly #by: string;
  readonly #about: string | undefined;
  #count = 0;

  constructor(homeserver: Homeserver, { room, by, about, thread }: Origin) {
    this.#homeserver = homeserver;
    this.room = room;
    this.thread = thread;
    this.#by = by;
    this.#about = about;
  }

  /** The same answer in another room, where it is no reply. */
  in(room: string): Elsewhere {
    return { room, thread: undefined, say: async (content, txn) => this.#send(room, content, txn) };
  }

  /** Resolves with the event's id. `txn` is for what is another message each time. */
  async say(content: object, txn?: string): Promise<string> {
    return this.#send(this.room, { ...content, 'm.relates_to': this.#relation() }, txn);
  }

  async #send(room: string, content: object, txn = this.#nextTxn()): Promise<string> {
    return this.#homeserver.send(this.#homeserver.self, room, 'm.room.message', content, txn);
  }

  #relation(): object {
    const reply = { 'm.in_reply_to': { event_id: this.#about } };
    if (this.thread === undefined) return reply;
    return { ...reply, rel_type: 'm.thread', event_id: this.thread, is_falling_back: true };
  }

  #nextTxn(): string {
    return `${this.#by}-${(this.#count += 1)}`;
  }

  /** Takes a message of somebody's away. False where it may not. */
  async redact(eventId: string, reason: string): Promise<boolean> {
    const { self } = this.#homeserver;
    try {
      await this.#homeserver.redact(self, this.room, eventId, this.#nextTxn(), reason);
      return true;
    } catch (error) {
      if (error instanceof HomeserverRefusal && error.code === 'M_FORBIDDEN') return false;
      throw error;
    }
  }
}

/** A room in which something can be said. */
export type Elsewhere = Pick<Place, 'room' | 'thread' | 'say'>;
