import { afterCursor } from '../api/cursor.ts';
import { SlackError } from '../api/error.ts';
import { newId } from '../ids.ts';
import { lockUntilCommit } from '../store/lock.ts';
import * as scheduled from '../store/scheduled-messages.ts';
import type { ScheduledRow } from '../store/scheduled-messages.ts';
import type { Workspace } from '../workspace.ts';
import type { Saying } from './post.ts';

const DAY = 24 * 3_600_000;
const FURTHEST = 120 * DAY;

/** Of one channel, as many as this may come within any such time. */
const WINDOW = 5 * 60_000;
const MOST_IN_WINDOW = 30;

/** @param raw Unix seconds. @throws invalid_time, time_in_past or time_too_far */
export function readPostAt(raw: string | number, now: Date): Date {
  const seconds = typeof raw === 'string' && raw.trim() === '' ? NaN : Number(raw);
  if (!Number.isFinite(seconds) || seconds < 0) throw new SlackError('invalid_time');
  const time = Math.floor(seconds) * 1000;
  if (time <= now.getTime()) throw new SlackError('time_in_past');
  if (time > now.getTime() + FURTHEST) throw new SlackError('time_too_far');
  return new Date(time);
}

/** Keeps it until then. Gives its id. @throws restricted_too_many */
export async function schedule(
  workspace: Workspace,
  { channel, author, said }: Saying,
  postAt: Date,
): Promise<string> {
  const id = newId('Q', workspace.random);
  await workspace.db.transaction().execute(async (db) => {
    // One after the other, so that no two are both the thirtieth.
    await lockUntilCommit(db, `scheduled messages of ${channel}`);
    const at = postAt.getTime();
    const near = await scheduled.times(db, channel, new Date(at - WINDOW), new Date(at + WINDOW));
    if (isCrowded([at, ...near.map((time) => time.getTime())])) throw new SlackError('restricted_too_many');
    await scheduled.insert(db, {
      id,
      channel_id: channel,
      member_id: author.userId,
      bot_id: author.botId,
      app_id: author.appId,
      post_at: postAt,
      created_at: workspace.clock.now(),
      content: said,
    });
  });
  return id;
}

function isCrowded(times: number[]): boolean {
  const within = (start: number) => times.filter((time) => time >= start && time < start + WINDOW).length;
  return times.some((start) => within(start) > MOST_IN_WINDOW);
}

/** Where a list goes on: two can be due at the same second. */
export function scheduledKey({ post_at, id }: ScheduledRow): string {
  return `${post_at.getTime()}:${id}`;
}

/** @throws invalid_cursor */
export function afterScheduled(cursor: string | undefined): { post_at: Date; id: string } | undefined {
  const key = afterCursor(cursor);
  if (key === '') return undefined;
  const [, time = '', id = ''] = /^(\d{1,14}):(Q[0-9A-Z]+)$/.exec(key) ?? [];
  if (id === '') throw new SlackError('invalid_cursor');
  return { post_at: new Date(Number(time)), id };
}
