import { z } from 'zod';
import {
  type Homeserver,
  HomeserverRefusal,
  type JoinedRoom,
  type RoomEvent,
  type RoomMember,
  type RoomStanding,
  type Upload,
} from '../../core/matrix.ts';
import type { Secret } from '../../core/secret.ts';
import { Any, DirectRooms, Event, EventId, Members, Named, RoomId, Rooms, Said, Text } from './answers.ts';
import { isSigned, isThere, sign } from './presence.ts';
import { REGISTRATION_ID, SENDER_LOCALPART } from './registration.ts';
import { Requests } from './requests.ts';

export interface HomeserverOptions {
  url: string;
  serverName: string;
  /** By which it knows us (`as_token`). */
  token: Secret;
  /** Told each time that it does not. */
  alarm?: (line: string) => void;
  /** Makes an id for a ping by which we know it when it arrives. */
  pingId?: () => string;
}

const encoded = (parts: TemplateStringsArray, ...values: string[]): string =>
  parts.reduce((path, part, index) => path + encodeURIComponent(values[index - 1] ?? '') + part);

/** The homeserver that we are an application service of. */
export class MatrixHomeserver implements Homeserver {
  readonly serverName: string;
  readonly self: string;
  readonly #requests: Requests;
  readonly #pingId: HomeserverOptions['pingId'];
  #delays: Promise<boolean> | undefined;

  constructor({ url, serverName, token, pingId, alarm = () => {} }: HomeserverOptions) {
    this.serverName = serverName;
    this.self = `@${SENDER_LOCALPART}:${serverName}`;
    this.#pingId = pingId;
    this.#requests = new Requests(url, token, alarm);
  }

  async ping(): Promise<void> {
    const path = encoded`/appservice/${REGISTRATION_ID}/ping`;
    const prefix = '/_matrix/client/v1';
    const body = this.#pingId ? { transaction_id: this.#pingId() } : {};
    await this.#requests.ask(Any, { method: 'POST', prefix, path, body, isRepeatable: true });
  }

  readonly isThere = async (userId: string): Promise<boolean> => isThere(userId, this.self, this.#requests);
  readonly isSigned = async (userId: string): Promise<boolean> => isSigned(userId, this.#requests);
  readonly sign = async (userId: string): Promise<void> => sign(userId, this.#requests);

  async register(username: string): Promise<void> {
    const body = { type: 'm.login.application_service', username, inhibit_login: true };
    try {
      await this.#requests.ask(Any, { method: 'POST', path: '/register', body, isRepeatable: true });
    } catch (error) {
      if (!(error instanceof HomeserverRefusal) || error.code !== 'M_USER_IN_USE') throw error;
    }
  }

  async rename(as: string, displayname: string): Promise<void> {
    const path = encoded`/profile/${as}/displayname`;
    await this.#requests.ask(Any, { method: 'PUT', path, as, body: { displayname } });
  }

  async deactivate(as: string): Promise<void> {
    const asked = { method: 'POST', path: '/account/deactivate', as, isRepeatable: true } as const;
    await this.#requests.ask(Any, { ...asked, body: { erase: false } });
  }

  async send(as: string, room: string, type: string, body: object, txn: string): Promise<string> {
    const path = encoded`/rooms/${room}/send/${type}/${txn}`;
    return (await this.#requests.ask(EventId, { method: 'PUT', path, as, body, isOnce: true })).event_id;
  }

  async redact(as: string, room: string, event: string, txn: string, reason?: string): Promise<string> {
    const path = encoded`/rooms/${room}/redact/${event}/${txn}`;
    const body = reason === undefined ? {} : { reason };
    return (await this.#requests.ask(EventId, { method: 'PUT', path, as, body, isOnce: true })).event_id;
  }

  async redactLater(
    as: string,
    room: string,
    redacts: string,
    delayMs: number,
    txn: string,
  ): Promise<boolean> {
    if (!(await this.#knowsDelays())) return false;
    const path = encoded`/rooms/${room}/send/m.room.redaction/${txn}`;
    const query = { 'org.matrix.msc4140.delay': String(delayMs) };
    try {
      await this.#requests.ask(Any, { method: 'PUT', path, as, query, body: { redacts } });
      return true;
    } catch (error) {
      // It knows of delays, and allows none, or none so long.
      if (error instanceof HomeserverRefusal && error.status < 429) return false;
      throw error;
    }
  }

  async #knowsDelays(): Promise<boolean> {
    const Versions = z.object({ unstable_features: z.record(z.string(), z.unknown()).optional() });
    const asked = { prefix: '/_matrix/client', path: '/versions' };
    this.#delays ??= this.#requests
      .ask(Versions, asked)
      .then(({ unstable_features: features }) => features?.['org.matrix.msc4140'] === true);
    return this.#delays.catch((error: unknown) => {
      this.#delays = undefined;
      throw error;
    });
  }

  async join(as: string, room: string): Promise<string> {
    const asked = { method: 'POST', path: encoded`/join/${room}`, as, body: {}, isRepeatable: true } as const;
    return (await this.#requests.ask(RoomId, asked)).room_id;
  }

  async leave(as: string, room: string): Promise<void> {
    const path = encoded`/rooms/${room}/leave`;
    await this.#requests.ask(Any, { method: 'POST', path, as, body: {}, isRepeatable: true });
  }

  async invite(as: string, room: string, user_id: string): Promise<void> {
    const path = encoded`/rooms/${room}/invite`;
    await this.#requests.ask(Any, { method: 'POST', path, as, body: { user_id } });
  }

  async rooms(as: string, ids: readonly string[]): Promise<JoinedRoom[]> {
    const rooms: JoinedRoom[] = [];
    // One after the other: others want the homeserver as well.
    for (const roomId of ids) {
      const name = await this.#state(as, roomId, 'm.room.name', 'name');
      const canonicalAlias = await this.#state(as, roomId, 'm.room.canonical_alias', 'alias');
      rooms.push({ roomId, name, canonicalAlias });
    }
    return rooms;
  }

  async joinedRooms(as: string): Promise<string[]> {
    return (await this.#requests.ask(Rooms, { path: '/joined_rooms', as })).joined_rooms;
  }

  async members(as: string, room: string): Promise<RoomMember[]> {
    const { chunk } = await this.#requests.ask(Members, { path: encoded`/rooms/${room}/members`, as });
    return chunk.flatMap(({ state_key: userId, content: { membership, displayname } }) =>
      membership === 'join' || membership === 'invite'
        ? [{ userId, displayName: displayname ?? null, membership }]
        : [],
    );
  }

  async standing(as: string, room: string): Promise<RoomStanding> {
    const [members, joinRule, historyVisibility, algorithm] = await Promise.all([
      this.members(as, room),
      this.#state(as, room, 'm.room.join_rules', 'join_rule'),
      this.#state(as, room, 'm.room.history_visibility', 'history_visibility'),
      this.#state(as, room, 'm.room.encryption', 'algorithm'),
    ]);
    const of = (wanted: string) =>
      members.filter((each) => each.membership === wanted).map((each) => each.userId);
    return {
      joined: of('join'),
      invited: of('invite'),
      joinRule: joinRule ?? 'invite',
      historyVisibility: historyVisibility ?? 'shared',
      isEncrypted: algorithm !== null,
    };
  }

  async isEncrypted(as: string, room: string): Promise<boolean> {
    return (await this.#state(as, room, 'm.room.encryption', 'algorithm')) !== null;
  }

  /** One text of a room's state; null where there is none. */
  async #state(as: string, room: string, type: string, field: string): Promise<string | null> {
    try {
      const path = encoded`/rooms/${room}/state/${type}/`;
      const value = (await this.#requests.ask(Text, { path, as }))[field];
      return typeof value === 'string' ? value : null;
    } catch (error) {
      if (error instanceof HomeserverRefusal && error.code === 'M_NOT_FOUND') return null;
      throw error;
    }
  }

  async event(as: string, room: string, event: string): Promise<RoomEvent> {
    return this.#requests.ask(Event, { path: encoded`/rooms/${room}/event/${event}`, as });
  }

  async lastSaid(as: string, room: string, limit: number): Promise<RoomEvent[]> {
    const filter = JSON.stringify({ senders: [as], types: ['m.room.message'] });
    const query = { dir: 'b', limit: String(limit), filter };
    const path = encoded`/rooms/${room}/messages`;
    return (await this.#requests.ask(Said, { path, as, query })).chunk;
  }

  async openDirect(as: string, userId: string): Promise<string> {
    const body = { preset: 'private_chat', is_direct: true, invite: [userId] };
    return (await this.#requests.ask(RoomId, { method: 'POST', path: '/createRoom', as, body })).room_id;
  }

  async directs(as: string): Promise<Record<string, string[]>> {
    try {
      const path = encoded`/user/${as}/account_data/m.direct`;
      return await this.#requests.ask(DirectRooms, { path, as });
    } catch (error) {
      // It never had any.
      if (error instanceof HomeserverRefusal && error.status === 404) return {};
      throw error;
    }
  }

  async setDirects(as: string, body: Record<string, string[]>): Promise<void> {
    const path = encoded`/user/${as}/account_data/m.direct`;
    await this.#requests.ask(Any, { method: 'PUT', path, as, body });
  }

  async upload(as: string, { bytes, contentType, fileName }: Upload): Promise<string> {
    const Uploaded = z.object({ content_uri: z.string() });
    const { content_uri: address } = await this.#requests.ask(Uploaded, {
      method: 'POST',
      prefix: '/_matrix/media/v3',
      path: '/upload',
      as,
      query: { filename: fileName },
      body: bytes,
      contentType,
    });
    return address;
  }

  async displayName(userId: string): Promise<string | null> {
    try {
      const path = encoded`/profile/${userId}/displayname`;
      return (await this.#requests.ask(Named, { path })).displayname ?? null;
    } catch (error) {
      // Nobody has said what they are called.
      if (error instanceof HomeserverRefusal && error.status === 404) return null;
      throw error;
    }
  }
}
