import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { SERVER_NAME, type Synapse } from './synapse.ts';

/** What somebody sees of a room, as their client does. */
export type Seen = z.output<typeof SeenEvent> & { room_id: string };

const SeenEvent = z.looseObject({
  event_id: z.string(),
  type: z.string(),
  sender: z.string(),
  state_key: z.string().optional(),
  content: z.record(z.string(), z.unknown()),
  unsigned: z.record(z.string(), z.unknown()).optional(),
});

const Synced = z.object({
  next_batch: z.string(),
  rooms: z
    .object({
      join: z
        .record(z.string(), z.object({ timeline: z.object({ events: z.array(SeenEvent) }) }))
        .default({}),
      invite: z
        .record(
          z.string(),
          z.object({
            invite_state: z.object({
              events: z.array(z.looseObject({ type: z.string(), sender: z.string() })),
            }),
          }),
        )
        .default({}),
    })
    .default({ join: {}, invite: {} }),
});

export interface Answered {
  status: number;
  body: Record<string, unknown>;
}

/** A person of the homeserver, with a client that is open all the time. */
export interface MatrixUser extends AsyncDisposable {
  userId: string;
  /** Asks the client-server API: `PUT /_matrix/client/v3/…`. */
  ask(method: string, path: string, body?: object): Promise<Answered>;
  /** Loads what is no JSON. */
  fetch(path: string): Promise<Response>;
  /** Resolves with the event's id. */
  say(roomId: string, text: string, more?: object): Promise<string>;
  send(roomId: string, type: string, content: object): Promise<string>;
  react(roomId: string, eventId: string, key: string): Promise<string>;
  createRoom(options?: object): Promise<string>;
  /** A room for the two of them alone, which the other one has joined. */
  direct(userId: string): Promise<string>;
  join(roomId: string): Promise<void>;
  /** All that it has seen, in order, of rooms that it is in. */
  seen: readonly Seen[];
  /** Invitations, by room: who invited. */
  invitations: ReadonlyMap<string, string>;
  /** The first that fits, whenever it was seen or comes, within ten seconds. */
  until(what: string, fits: (event: Seen) => boolean): Promise<Seen>;
  /** The next message of this sender in this room after that event. */
  answerTo(eventId: string, roomId: string, from: string): Promise<Seen>;
}

const WAIT_MS = 10_000;

/** How a room is asked about. */
export const roomPath = (roomId: string): string => `/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}`;

export async function openUser(synapse: Synapse, name: string): Promise<MatrixUser> {
  const token = await synapse.register(name);
  const timeline = new Timeline(name);
  const closing = new AbortController();
  const ask: MatrixUser['ask'] = async (method, path, body) => {
    const response = await fetch(synapse.url + path, {
      method,
      headers: { authorization: `Bearer ${token}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: z.record(z.string(), z.unknown()).parse(await response.json()) };
  };
  const done = async (method: string, path: string, body?: object): Promise<Answered['body']> => {
    const answer = await ask(method, path, body);
    if (answer.status !== 200)
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const send: MatrixUser['send'] = async (roomId, type, content) => {
    const path = `${roomPath(roomId)}/send/${encodeURIComponent(type)}/${randomUUID()}`;
    return String((await done('PUT', path, content))['event_id']);
  };
  const createRoom = async (options: object = {}): Promise<string> => {
    const wanted = { preset: 'private_chat', ...options };
    return String((await done('POST', '/_matrix/client/v3/createRoom', wanted))['room_id']);
  };
  const syncing = sync(ask, closing.signal, timeline);
  return {
    userId: `@${name}:${SERVER_NAME}`,
    ask,
    fetch: async (path) => fetch(synapse.url + path, { headers: { authorization: `Bearer ${token}` } }),
    send,
    say: async (roomId, body, more = {}) =>
      send(roomId, 'm.room.message', { msgtype: 'm.text', body, ...more }),
    react: async (roomId, event_id, key) =>
      send(roomId, 'm.reaction', { 'm.relates_to': { rel_type: 'm.annotation', event_id, key } }),
    createRoom,
    async direct(userId) {
      const roomId = await createRoom({ is_direct: true, invite: [userId] });
      await timeline.until(
        `${userId} to join`,
        ({ type, room_id, state_key, content }) =>
          type === 'm.room.member' &&
          room_id === roomId &&
          state_key === userId &&
          content['membership'] === 'join',
      );
      return roomId;
    },
    join: async (roomId) => {
      await done('POST', `/_matrix/client/v3/join/${encodeURIComponent(roomId)}`, {});
    },
    seen: timeline.seen,
    invitations: timeline.invitations,
    until: async (what, fits) => timeline.until(what, fits),
    answerTo: async (eventId, roomId, from) =>
      timeline.until(`an answer to ${eventId}`, (event) => {
        const { seen } = timeline;
        const isAfter = seen.indexOf(event) > seen.findIndex(({ event_id: id }) => id === eventId);
        const isMessage = event.type === 'm.room.message' && event.room_id === roomId;
        return isAfter && isMessage && event.sender === from;
      }),
    [Symbol.asyncDispose]: async () => {
      closing.abort();
      await syncing;
    },
  };
}

class Timeline {
  readonly seen: Seen[] = [];
  readonly invitations = new Map<string, string>();
  readonly #name: string;
  readonly #waiting = new Set<() => void>();

  constructor(name: string) {
    this.#name = name;
  }

  take({ rooms }: z.output<typeof Synced>): void {
    for (const [room_id, { timeline }] of Object.entries(rooms.join))
      for (const event of timeline.events) this.seen.push({ ...event, room_id });
    for (const [roomId, { invite_state: state }] of Object.entries(rooms.invite))
      this.invitations.set(roomId, state.events.find(({ type }) => type === 'm.room.member')?.sender ?? '');
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  async until(what: string, fits: (event: Seen) => boolean): Promise<Seen> {
    const end = Date.now() + WAIT_MS;
    for (;;) {
      const found = this.seen.find(fits);
      if (found) return found;
      const left = end - Date.now();
      if (left <= 0) throw new Error(`${this.#name} waited in vain for ${what}. Seen: ${this.#told()}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#waiting.add(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  #told(): string {
    return this.seen
      .map(({ type, sender, content }) => `${sender} ${type} ${JSON.stringify(content['body'] ?? '')}`)
      .join(' | ');
  }
}

/** Goes on asking what is new, all of it, until it is told to stop. */
async function sync(ask: MatrixUser['ask'], closing: AbortSignal, timeline: Timeline): Promise<void> {
  const filter = encodeURIComponent(JSON.stringify({ room: { timeline: { limit: 1000 } } }));
  let since = '';
  while (!closing.aborted) {
    const path = `/_matrix/client/v3/sync?timeout=500&filter=${filter}${since && `&since=${since}`}`;
    const answer = await ask('GET', path).catch(() => undefined);
    if (answer?.status !== 200) {
      // The homeserver is away, or on its way.
      await sleep(100);
      continue;
    }
    const synced = Synced.parse(answer.body);
    since = synced.next_batch;
    timeline.take(synced);
  }
}
