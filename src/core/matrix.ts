/** An event of a room, as a homeserver tells it (Matrix client-server API, "Room event format"). */
export interface RoomEvent {
  event_id: string;
  room_id: string;
  type: string;
  sender: string;
  /** Only of a state event. */
  state_key?: string | undefined;
  /** Milliseconds, by the sender's homeserver. */
  origin_server_ts: number;
  content: Record<string, unknown>;
  unsigned?: Record<string, unknown> | undefined;
}

/** The command bot, before the server's name. */
export const COMMAND_BOT = 'botmint';

/** The user id of the command bot: `@botmint:example.org`. */
export const commandBotId = (serverName: string): string => `@${COMMAND_BOT}:${serverName}`;

/** What the user of a bot is called, before the server's name. */
export const localpartOf = (username: string): string => `bot_${username}`;

/** The user id of a bot: `@bot_steve:example.org`. */
export const botUserId = (username: string, serverName: string): string =>
  `@${localpartOf(username)}:${serverName}`;

/** Bytes of a user id (Matrix, "User identifiers"). */
const LONGEST_USER_ID = 255;

/** The same, or null: beside so long a server's name there is no room for the bot's. */
export function userIdOf(username: string, serverName: string | null): string | null {
  const userId = serverName === null ? '' : botUserId(username, serverName);
  return userId === '' || new TextEncoder().encode(userId).length > LONGEST_USER_ID ? null : userId;
}

/** `alice` of `@alice:example.org`. */
export const localpartIn = (userId: string): string => userId.slice(1, userId.indexOf(':'));

/** The username in the user id of a bot on that server; undefined for who is none. */
export function usernameIn(userId: string, serverName: string): string | undefined {
  const [, username, server] = /^@bot_([^:]+):(.+)$/.exec(userId) ?? [];
  return server === serverName ? username : undefined;
}

/** The server's name in a user id; it may hold a port. */
export const serverOf = (userId: string): string => userId.slice(userId.indexOf(':') + 1);

/** What comes of a room: who is in it, and how one comes in. */
export interface RoomStanding {
  /** User ids that are in it, or invited. */
  joined: readonly string[];
  invited: readonly string[];
  joinRule: string;
  /** `world_readable`: also whoever is not in it reads what is said. */
  historyVisibility: string;
  isEncrypted: boolean;
}

export interface RoomMember {
  userId: string;
  displayName: string | null;
  membership: 'join' | 'invite';
}

export interface JoinedRoom {
  roomId: string;
  name: string | null;
  canonicalAlias: string | null;
}

export interface Upload {
  bytes: Uint8Array;
  contentType: string;
  fileName: string;
}

/**
 * A Matrix homeserver, on which Botmint acts as the application service that it is: as the command bot and as the user
 * of every bot. `as` is the user id that acts. Everything is asked once, and given up after ten seconds.
 * @throws HomeserverRefusal for what it answered with an error, HomeserverAway when it did not answer.
 */
export interface Homeserver {
  readonly serverName: string;
  /** The command bot's user id. */
  readonly self: string;
  /** Has the homeserver reach this process as it would to tell something, and redeliver at once what waits. */
  ping(): Promise<void>;
  /** Whether there is such a user, of ours or of anybody. */
  isThere(userId: string): Promise<boolean>;
  /** Whether it was signed as ours, with the token that is ours now. */
  isSigned(userId: string): Promise<boolean>;
  sign(userId: string): Promise<void>;
  /** Makes this user, if it is not there: whose it is then is not said. */
  register(localpart: string): Promise<void>;
  rename(as: string, displayName: string): Promise<void>;
  deactivate(as: string): Promise<void>;
  /** Resolves with the event's id. The same `txn` of the same user and room is one event, however often it is sent. */
  send(as: string, roomId: string, type: string, content: object, txn: string): Promise<string>;
  /** Resolves with the redaction's event id. */
  redact(as: string, roomId: string, eventId: string, txn: string, reason?: string): Promise<string>;
  /** As `redact`, by the server itself after so long (MSC4140). False where the server cannot. */
  redactLater(as: string, roomId: string, eventId: string, delayMs: number, txn: string): Promise<boolean>;
  /** Resolves with the room's id. */
  join(as: string, roomIdOrAlias: string): Promise<string>;
  leave(as: string, roomId: string): Promise<void>;
  invite(as: string, roomId: string, userId: string): Promise<void>;
  /** What rooms are called that it is in. */
  rooms(as: string, ids: readonly string[]): Promise<JoinedRoom[]>;
  /** Ids alone: one request, however many there are. */
  joinedRooms(as: string): Promise<string[]>;
  members(as: string, roomId: string): Promise<RoomMember[]>;
  standing(as: string, roomId: string): Promise<RoomStanding>;
  /** Also of a room that they were in, as it was then. */
  isEncrypted(as: string, roomId: string): Promise<boolean>;
  event(as: string, roomId: string, eventId: string): Promise<RoomEvent>;
  /** What this user of ours said there last, up to so many, the newest first. */
  lastSaid(as: string, roomId: string, limit: number): Promise<RoomEvent[]>;
  /** Makes a room for the two of them, in clear, and invites the other. Resolves with its id. */
  openDirect(as: string, userId: string): Promise<string>;
  /** Direct rooms by the user whom they are with, as a client lists them (`m.direct`). */
  directs(as: string): Promise<Record<string, string[]>>;
  setDirects(as: string, directs: Record<string, string[]>): Promise<void>;
  /** Resolves with an mxc:// address. */
  upload(as: string, file: Upload): Promise<string>;
  displayName(userId: string): Promise<string | null>;
}

/** Whether a user is ours: the command bot, or a bot's. */
export const isOurs = (
  userId: string,
  { self, serverName }: Pick<Homeserver, 'self' | 'serverName'>,
): boolean => userId === self || (userId.startsWith('@bot_') && serverOf(userId) === serverName);

/** What a homeserver refused, by Matrix's own code. */
export class HomeserverRefusal extends Error {
  override readonly name = 'HomeserverRefusal';
  readonly status: number;
  /** `M_FORBIDDEN`. */
  readonly code: string;
  /** When to ask again, where it said so. */
  readonly retryAfterMs: number | undefined;

  constructor(status: number, code: string, retryAfterMs?: number) {
    super(`the homeserver answered ${status} ${code}`);
    this.status = status;
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

/** The homeserver did not answer, or not in time. Whether it did what was asked is not known. */
export class HomeserverAway extends Error {
  override readonly name = 'HomeserverAway';
}

/** What a homeserver told, to be worked off: in order for each room, once each unless this process ends in the middle. */
export interface Hearing {
  /** Rejects when it has to be told again later. What it did under the event's id is not done twice. */
  hear(event: RoomEvent, receivedAt: Date): Promise<void>;
}

/** Where what a homeserver tells is kept until it is worked off. */
export interface Inbox {
  /** Resolves when all of it is safe. What was kept before is passed over. */
  keep(events: readonly RoomEvent[]): Promise<void>;
}
