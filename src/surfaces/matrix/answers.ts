import { z } from 'zod';

// What a homeserver answers, of which no more is read than is wanted here.

export const Any = z.unknown();
export const Devices = z.object({ devices: z.array(z.unknown()) });
export const Signed = z.object({ signed: z.string().optional() });
export const EventId = z.object({ event_id: z.string() });
export const RoomId = z.object({ room_id: z.string() });
export const Rooms = z.object({ joined_rooms: z.array(z.string()) });
export const Named = z.object({ displayname: z.string().nullish() });
export const Event = z.object({
  event_id: z.string(),
  room_id: z.string(),
  type: z.string(),
  sender: z.string(),
  state_key: z.string().optional(),
  origin_server_ts: z.number(),
  content: z.record(z.string(), z.unknown()),
});
export const Said = z.object({ chunk: z.array(Event) });
export const DirectRooms = z.record(z.string(), z.array(z.string()));
const Membership = z.enum(['join', 'invite', 'leave', 'ban', 'knock']);
export const Members = z.object({
  chunk: z.array(
    z.object({
      state_key: z.string(),
      content: z.object({ membership: Membership, displayname: z.string().nullish() }),
    }),
  ),
});
export const Text = z.looseObject({}).catch({});
