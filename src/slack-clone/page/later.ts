/** Messages that the workspace sends at a time to come. */
import type { Desk } from './desk.ts';
import { explain } from './failure.ts';
import { readPlace } from './place.ts';
import { asMrkdwn } from './sending.ts';

export interface Scheduled {
  id: string;
  channel_id: string;
  /** Unix seconds. */
  post_at: number;
  date_created: number;
  text: string;
}

const sentences: Record<string, string> = {
  time_in_past: 'This is past. Choose a time that is to come.',
  time_too_far: 'That is too far away: a message can wait 120 days.',
  invalid_scheduled_message_id: 'It was sent already, or is about to be.',
};

/** A sentence when it failed, null when it waits. @param at milliseconds */
export async function schedule(desk: Desk, place: string, text: string, at: number): Promise<string | null> {
  const { channel, thread } = readPlace(place);
  const answer = await desk.askWeb<{ ok: true }>('chat.scheduleMessage', {
    channel,
    text: asMrkdwn(desk, text.trim()),
    post_at: String(Math.floor(at / 1000)),
    ...(thread !== undefined && { thread_ts: thread }),
  });
  return answer.ok ? null : (sentences[answer.error] ?? explain(answer));
}

/** What waits in a channel, the next one first; a sentence when that cannot be read. */
export async function readScheduled(desk: Desk, channel: string): Promise<Scheduled[] | string> {
  const answer = await desk.askWeb<{ ok: true; scheduled_messages: Scheduled[] }>(
    'chat.scheduledMessages.list',
    { channel },
  );
  if (!answer.ok) return explain(answer);
  return answer.scheduled_messages.toSorted((one, other) => one.post_at - other.post_at);
}

export async function cancel(desk: Desk, channel: string, id: string): Promise<string | null> {
  const answer = await desk.askWeb<{ ok: true }>('chat.deleteScheduledMessage', {
    channel,
    scheduled_message_id: id,
  });
  return answer.ok ? null : (sentences[answer.error] ?? explain(answer));
}
