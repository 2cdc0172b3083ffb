import { z } from 'zod';
import { contextOf } from '../../commands/context.ts';
import type { Context } from '../../commands/declare.ts';
import type { Deps } from '../../commands/execute.ts';
import { receiveByMany } from '../../commands/receive.ts';
import { system } from '../../core/actor.ts';
import { type Homeserver, HomeserverRefusal, isOurs, type RoomEvent, usernameIn } from '../../core/matrix.ts';
import { cutTo, messageIn } from '../../core/matrix-message.ts';
import { PAYLOAD_BYTES } from '../../core/webhooks.ts';
import * as botUpdates from '../../store/bot-updates.ts';
import * as bots from '../../store/bots.ts';
import type { Db } from '../../store/database.ts';
import * as matrixEvents from '../../store/matrix-events.ts';
import * as matrixUsers from '../../store/matrix-users.ts';
import * as rooms from '../../store/matrix-rooms.ts';

/** Left for what stands around a message. */
const MESSAGE_BYTES = PAYLOAD_BYTES - 2048;

/**
 * Takes down what an event says of rooms, and tells the bots that are in its room of a message, in one transaction and
 * once, however often it is begun. False: it is in another process's hands.
 */
export async function tell(kept: matrixEvents.KeptEvent, deps: Deps): Promise<boolean> {
  const { event, organization_id: organization } = kept;
  const { homeserver, clock, database } = deps;
  if (kept.told_at || !homeserver) return true;
  const isSeenEncrypted = await joinsEncrypted(kept, event, homeserver, deps);
  await using transaction = database.begin(organization, 'write');
  const { db } = transaction;
  if (!(await matrixEvents.noteTold(db, kept, clock.now()))) return false;
  if (isSeenEncrypted || encrypts(event)) await rooms.noteEncrypted(db, organization, event.room_id);
  const context = contextOf(transaction, system(organization, 'matrix'), deps);
  if (event.type === 'm.room.member') await takeDown(context, event, homeserver);
  else await tellBots(context, event, homeserver);
  await transaction.commit();
  return true;
}

const encrypts = ({ type, state_key, content }: RoomEvent): boolean =>
  type === 'm.room.encryption' && state_key === '' && typeof content['algorithm'] === 'string';

const Member = z.object({ membership: z.enum(['join', 'invite', 'leave', 'ban', 'knock']) });

/** Whether somebody of ours has come, as the first of us, to where nothing can be read: that was said before. */
async function joinsEncrypted(
  { organization_id }: matrixEvents.KeptEvent,
  { type, state_key: userId = '', content, room_id }: RoomEvent,
  homeserver: Homeserver,
  { database }: Deps,
): Promise<boolean> {
  const isJoin = type === 'm.room.member' && content['membership'] === 'join';
  if (!isJoin || !isOurs(userId, homeserver)) return false;
  await using transaction = database.begin(organization_id, 'read');
  const ours = await rooms.listIn(transaction.db, room_id);
  await transaction[Symbol.asyncDispose]();
  if (ours.some(({ state }) => state === 'join')) return false;
  return await sees(homeserver, userId, room_id);
}

/** Whether this user of ours sees that a room is encrypted. Who may not look is not in it. */
export async function sees(homeserver: Homeserver, userId: string, roomId: string): Promise<boolean> {
  return homeserver.isEncrypted(userId, roomId).catch((error: unknown) => {
    if (error instanceof HomeserverRefusal && (error.status === 403 || error.status === 404)) return false;
    throw error;
  });
}

/** Who of ours is in the room now. A bot that is invited joins by itself, when its program asks for that. */
async function takeDown({ db, clock, actor }: Context, event: RoomEvent, homeserver: Homeserver) {
  const { state_key: userId, room_id: roomId, content } = event;
  const { membership } = Member.safeParse(content).data ?? {};
  if (userId === undefined || membership === undefined || !isOurs(userId, homeserver)) return;
  if (membership !== 'join' && membership !== 'invite') return rooms.remove(db, roomId, userId);
  const at = clock.now();
  const username = usernameIn(userId, homeserver.serverName);
  const bot = username === undefined ? undefined : await bots.findByUsername(db, username, at);
  if (username !== undefined && (!bot || bot.deleted_at)) return;
  // What was there before us is somebody's; one that is not made yet can be invited.
  if (bot && membership === 'join' && !(await matrixUsers.isOurs(db, userId))) return;
  const place = { organization_id: actor.organizationId, room_id: roomId, user_id: userId };
  await rooms.put(db, { ...place, bot_id: bot?.id ?? null, state: membership, at });
}

/**
 * What a person says where bots are goes to their webhooks, or is kept until they ask. What bots say goes to none: two of
 * them might answer one another for ever.
 */
async function tellBots(context: Context, event: RoomEvent, homeserver: Homeserver): Promise<void> {
  const { db, actor, clock } = context;
  const { room_id: room, sender } = event;
  const message = messageIn(event);
  if (!message || isOurs(sender, homeserver)) return;
  const { edits } = message;
  if (edits !== undefined && (await isAnothers(db, room, edits, sender))) return;
  const present = await rooms.listBotsIn(db, room);
  if (present.length === 0 || (await rooms.isEncrypted(db, room))) return;
  const update = { message: cutTo(MESSAGE_BYTES, message), room, sender };
  const received = await receiveByMany(context, present, [update]);
  const asking = present.map(({ id }) => id).filter((id) => !received.has(id));
  await botUpdates.insert(db, actor.organizationId, asking, update, clock.now());
}

/** A homeserver lets anybody send what claims to replace another's words. */
async function isAnothers(db: Db, room: string, edited: string, sender: string): Promise<boolean> {
  const author = await matrixEvents.senderOf(db, room, edited);
  return author !== undefined && author !== sender;
}
