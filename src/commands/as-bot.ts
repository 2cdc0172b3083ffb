import { hash } from 'node:crypto';
import type { Actor } from '../core/actor.ts';
import { AppError } from '../core/errors.ts';
import { botUserId, type Homeserver, HomeserverRefusal } from '../core/matrix.ts';
import { bold, command, say } from '../core/text.ts';
import type { Bot } from '../store/bots.ts';
import * as homeservers from '../store/homeservers.ts';
import * as matrixRooms from '../store/matrix-rooms.ts';
import * as matrixUsers from '../store/matrix-users.ts';
import type { Context, Errand } from './declare.ts';
import { failureOf, noHomeserver, notInRoom, notOurs, notThere, notYours } from './homeserver-refusals.ts';

/** What the homeserver is to do. `as` is the bot's user there, `txn` the id under which it is done once. */
export interface Deed<T> {
  (homeserver: Homeserver, as: string, txn: string): Promise<T>;
}

/** What came of a deed: done, or forbidden to a user that is in that room, or is not. */
export type Came<T> = { bot: string } & ({ done: T } | { isForbidden: true; isIn: boolean });

/**
 * Has a bot do something in Matrix, for itself or for whoever it obeys. `request` is what makes it the same when it is
 * asked again, and `room` where it is, unless it may be anywhere.
 * @throws AppError when nobody says which bot, or that one is disabled.
 */
export async function asBot<T>(
  { db, actor }: Context,
  { bot, request, room }: { bot: Bot | undefined; request: readonly unknown[]; room?: string },
  deed: Deed<T>,
): Promise<Errand<Came<T>>> {
  const username = usernameOf(actor, bot);
  const server = await homeservers.serverOf(db);
  const isOurs = server !== undefined && (await matrixUsers.isOurs(db, botUserId(username, server)));
  return async ({ homeserver, own, key, again }) => {
    if (!homeserver) throw noHomeserver();
    const as = botUserId(username, homeserver.serverName);
    try {
      if (!isOurs && !(await own(as))) throw notOurs(username, as);
      return {
        bot: username,
        done: await deed(homeserver, as, txnOf([callerOf(actor), username, key, request])),
      };
    } catch (error) {
      if (!isKeptFrom(error) || room === undefined) throw failureOf(error, username, again);
      const isIn = await isInRoom(homeserver, as, room, (thrown) => failureOf(thrown, username, again));
      if (isIn && !isForbidden(error)) throw failureOf(error, username, again);
      return { bot: username, isForbidden: true, isIn };
    }
  };
}

/** @throws AppError for what was forbidden: where none of ours knows the room, there is none. */
export async function doneIn<T>({ db, actor }: Context, came: Came<T>, room: string): Promise<T> {
  if ('done' in came) return came.done;
  const whose = actor.kind === 'bot' ? '' : ` -u ${came.bot}`;
  if (came.isIn) throw notYours(came.bot);
  throw (await matrixRooms.isKnown(db, room)) ? notInRoom(came.bot, room, whose) : notThere(room);
}

export const isForbidden = (error: unknown): boolean =>
  error instanceof HomeserverRefusal && error.code === 'M_FORBIDDEN';

/** Of a room that one is not in, some of it is forbidden, and some not found. */
const isKeptFrom = (error: unknown): boolean =>
  isForbidden(error) || (error instanceof HomeserverRefusal && error.status === 404);

function usernameOf(actor: Actor, bot: Bot | undefined): string {
  if (bot?.disabled_at) {
    const enable = command(`bots enable ${bot.username}`);
    throw new AppError('forbidden', say`${bold(bot.username)} is disabled. To end that: ${enable}`);
  }
  if (bot) return bot.username;
  if (actor.kind === 'bot') return actor.username;
  throw new AppError(
    'missing_input',
    say`Bot is missing. Say which one does it, as in ${command('rooms list -u steve')}`,
    {
      field: 'username',
    },
  );
}

/** A key is its asker's own. */
const callerOf = (actor: Actor): string =>
  `${actor.organizationId} ${actor.kind === 'system' ? actor.name : actor.id}`;

/** Another for another request, so that none is taken for one that was done. */
const txnOf = (request: readonly unknown[]): string => hash('sha256', JSON.stringify(request), 'base64url');

async function isInRoom(
  homeserver: Homeserver,
  as: string,
  room: string,
  failure: (error: unknown) => unknown,
): Promise<boolean> {
  try {
    return (await homeserver.joinedRooms(as)).includes(room);
  } catch (error) {
    // Its user is not made yet, so it is nowhere.
    if (isForbidden(error)) return false;
    throw failure(error);
  }
}
