import { catalogueOf } from '../../commands/catalogue.ts';
import { standingIn } from '../../commands/matrix-hearing.ts';
import { organizationOfHomeserver } from '../../commands/matrix-organization.ts';
import { refusalOf } from '../../commands/refusal.ts';
import { isForNow } from '../../core/homeserver-fault.ts';
import type { Id } from '../../core/ids.ts';
import {
  type Hearing,
  HomeserverAway,
  HomeserverRefusal,
  isOurs,
  type RoomEvent,
} from '../../core/matrix.ts';
import type { CommandBot, Heard } from './bot.ts';
import { contentOf } from './dress.ts';
import { explain, isUnreadable } from './encrypted.ts';
import { accept, isInvitation } from './invitation.ts';
import { type Meant, meantBy, type Told } from './meaning.ts';
import { Place } from './place.ts';

/** The command bot: hears what is said where it is, and answers there. */
export function openListener(means: Omit<CommandBot, 'catalogue'>): Hearing {
  const { homeserver, deps } = means;
  const bot = { ...means, catalogue: catalogueOf(deps.commands) };
  return {
    async hear(event, receivedAt) {
      if (isOurs(event.sender, homeserver)) return;
      const organization = await organizationOfHomeserver(homeserver.serverName, deps);
      await orGiveUp(event, bot, async () => {
        if (isInvitation(event, homeserver.self)) return accept(event, organization, bot);
        const meant = isUnreadable(event)
          ? undefined
          : await meantBy(event, { organization, receivedAt }, bot);
        if (!meant && !isUnreadable(event)) return;
        if (!(await canSpeakIn(event.room_id, organization, bot))) return;
        if (!meant) return explain(event, organization, bot);
        await answering(heardIn(event, meant, { organization, receivedAt }, bot), meant, bot);
      });
    },
  };
}

function heardIn(
  event: RoomEvent,
  { about, thread }: Meant,
  { organization, receivedAt }: Told,
  { homeserver }: CommandBot,
): Heard {
  const { event_id: eventId, room_id: room, sender: userId } = event;
  const sentAt = new Date(event.origin_server_ts);
  return {
    organization,
    userId,
    eventId,
    at: sentAt < receivedAt ? sentAt : receivedAt,
    place: new Place(homeserver, { room, by: eventId, about, thread }),
  };
}

/** Whether the command bot is in a room, and did not say there that it is silent. */
async function canSpeakIn(
  room: string,
  organization: Id<'organization'>,
  { deps, homeserver }: CommandBot,
): Promise<boolean> {
  const { self } = homeserver;
  const { isJoined, isSilent } = await standingIn(deps, { organization, room, self });
  if (isSilent) return false;
  // What it was told may be behind.
  return isJoined || (await homeserver.joinedRooms(self)).includes(room);
}

/** Tells the person what was thrown before there was an outcome. What passes is heard again instead. */
async function answering(heard: Heard, meant: Meant, { deps }: CommandBot): Promise<void> {
  try {
    await meant.work(heard);
  } catch (thrown) {
    if (thrown instanceof HomeserverAway || thrown instanceof HomeserverRefusal) throw thrown;
    const refusal = refusalOf(thrown, deps);
    if (refusal.code === 'service_unavailable') throw refusal;
    await heard.place.say(contentOf({ text: refusal.text }));
  }
}

/** What the homeserver refuses now it refuses later as well, but for what is only for now. */
async function orGiveUp(
  { room_id: room }: RoomEvent,
  { deps }: CommandBot,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof HomeserverRefusal) || isForNow(error)) throw error;
    deps.log.warn(`In ${room} nothing could be answered: ${String(error)}`);
  }
}
