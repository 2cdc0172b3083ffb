import {
  ClientEvent,
  createClient,
  Filter,
  type MatrixClient,
  type MatrixEvent,
  MemoryStore,
  Method,
  Preset,
  RoomMemberEvent,
} from 'matrix-js-sdk';
import type { Logger } from 'matrix-js-sdk/lib/logger.js';
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

export interface Answered {
  status: number;
  body: Record<string, unknown>;
}

/** It would tell each request, and each of a server that is away on purpose. */
const quiet: Logger = {
  trace: () => undefined,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  getChild: () => quiet,
};

/** A person of the homeserver, with a client of matrix-js-sdk's that is open all the time. */
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
const RETRY_MS = 200;

/** How a room is asked about. */
export const roomPath = (roomId: string): string => `/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}`;

export async function openUser(synapse: Synapse, name: string): Promise<MatrixUser> {
  const accessToken = await synapse.register(name);
  const userId = `@${name}:${SERVER_NAME}`;
  const about = { baseUrl: synapse.url, accessToken, userId, store: new MemoryStore() };
  const client = createClient({ ...about, logger: quiet });
  const timeline = new Timeline(name);
  // A homeserver that was away is asked again at once, where the client would wait for seconds.
  const asking = setInterval(() => client.retryImmediately(), RETRY_MS).unref();
  client.on(ClientEvent.Event, (event) => timeline.take(event));
  client.on(RoomMemberEvent.Membership, (event, member) => {
    if (member.userId === userId && member.membership === 'invite') timeline.invite(event);
  });
  const ready = new Promise((resolve) => client.once(ClientEvent.Sync, resolve));
  const filter = Filter.fromJson(userId, 'all', { room: { timeline: { limit: 1000 } } });
  await client.startClient({ filter, initialSyncLimit: 1000, pollTimeout: 500, threadSupport: false });
  await ready;
  // Nobody calls anybody here.
  client.matrixRTC.stop();
  const headers = { authorization: `Bearer ${accessToken}` };
  const send: MatrixUser['send'] = async (roomId, type, content) =>
    sent(client, `/rooms/${encodeURIComponent(roomId)}/send/${encodeURIComponent(type)}`, content);
  const createRoom = async (options: object = {}): Promise<string> =>
    (await client.createRoom({ ...PRIVATE, ...options })).room_id;
  return {
    userId,
    ask: async (method, path, body) => {
      const content = body === undefined ? {} : { body: JSON.stringify(body) };
      const response = await fetch(synapse.url + path, { method, headers, ...content });
      const answer: unknown = await response.json();
      return { status: response.status, body: z.record(z.string(), z.unknown()).parse(answer) };
    },
    fetch: async (path) => fetch(synapse.url + path, { headers }),
    send,
    say: async (roomId, body, more = {}) =>
      send(roomId, 'm.room.message', { msgtype: 'm.text', body, ...more }),
    react: async (roomId, event_id, key) =>
      send(roomId, 'm.reaction', { 'm.relates_to': { rel_type: 'm.annotation', event_id, key } }),
    createRoom,
    async direct(other) {
      const roomId = await createRoom({ is_direct: true, invite: [other] });
      await timeline.until(
        `${other} to join`,
        ({ type, room_id, state_key, content }) =>
          type === 'm.room.member' &&
          room_id === roomId &&
          state_key === other &&
          content['membership'] === 'join',
      );
      return roomId;
    },
    join: async (roomId) => void (await client.joinRoom(roomId)),
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
      clearInterval(asking);
      client.stopClient();
    },
  };
}

const PRIVATE = { preset: Preset.PrivateChat };

/** Sends what it is given and no more: the client's own sending would add mentions, and keep an echo. */
async function sent(client: MatrixClient, path: string, content: object): Promise<string> {
  const answer = await client.http.authedRequest<{ event_id: string }>(
    Method.Put,
    `${path}/${client.makeTxnId()}`,
    undefined,
    content,
  );
  return answer.event_id;
}

class Timeline {
  readonly seen: Seen[] = [];
  readonly invitations = new Map<string, string>();
  readonly #ids = new Set<string>();
  readonly #name: string;
  readonly #waiting = new Set<() => void>();

  constructor(name: string) {
    this.#name = name;
  }

  /** As it came: what the client makes of it later does not change what was seen. */
  take(event: MatrixEvent): void {
    const seen = SeenEvent.safeParse(structuredClone(event.event));
    if (seen.success && !this.#ids.has(seen.data.event_id)) {
      this.#ids.add(seen.data.event_id);
      this.seen.push({ ...seen.data, room_id: event.getRoomId() ?? '' });
    }
    this.#wake();
  }

  invite(event: MatrixEvent): void {
    this.invitations.set(event.getRoomId() ?? '', event.getSender() ?? '');
    this.#wake();
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

  #wake(): void {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  #told(): string {
    return this.seen
      .map(({ type, sender, content }) => `${sender} ${type} ${JSON.stringify(content['body'] ?? '')}`)
      .join(' | ');
  }
}
