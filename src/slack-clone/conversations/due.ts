import { logFailure } from '../failure.ts';
import * as apps from '../store/apps.ts';
import * as channelMembers from '../store/channel-members.ts';
import * as channels from '../store/channels.ts';
import * as members from '../store/members.ts';
import * as messages from '../store/messages.ts';
import type { Posted } from '../store/new-messages.ts';
import * as scheduled from '../store/scheduled-messages.ts';
import type { ScheduledRow } from '../store/scheduled-messages.ts';
import type { Database } from '../store/schema.ts';
import type { Workspace } from '../workspace.ts';
import { announcePosted } from './announce.ts';
import { storeMessage } from './post.ts';

/** How often the rows are looked at, in milliseconds: nobody can tell half a second from on time. */
const BEAT = 500;
/** After a failure, so that a database that is away does not fill the log. */
const PAUSE = 10_000;

/**
 * Says what is due, from now until it is disposed of: at once what came due while nobody was here. The rows decide, and
 * no timer is kept for any of them.
 */
export function startSchedule(workspace: Workspace): AsyncDisposable {
  let waiting: NodeJS.Timeout | undefined;
  let working = Promise.resolve();
  const beat = async () => {
    const failed = await sayDue(workspace).then(
      () => false,
      (error: unknown) => {
        logFailure(workspace, 'Scheduled messages', error);
        return true;
      },
    );
    if (!workspace.closing.aborted) waiting = setTimeout(next, failed ? PAUSE : BEAT).unref();
  };
  const next = () => {
    working = beat();
  };
  next();
  return {
    async [Symbol.asyncDispose]() {
      await working;
      clearTimeout(waiting);
    },
  };
}

/** All that is due, the oldest first. What is told after the commit is lost when the process dies there; the message is not. */
async function sayDue(workspace: Workspace): Promise<void> {
  while (!workspace.closing.aborted) {
    const taken = await workspace.db.transaction().execute((db) => takeOne(workspace, db));
    if (taken === undefined) return;
    if (taken !== 'dropped') await announcePosted(workspace, taken);
  }
}

/** The row goes and the message comes in one transaction: it is said once, whatever happens in between. */
async function takeOne(workspace: Workspace, db: Database): Promise<Posted | 'dropped' | undefined> {
  const due = await scheduled.takeDue(db, workspace.clock.now());
  if (!due) return undefined;
  const hindrance = await hindranceOf(db, due);
  if (hindrance !== undefined) {
    workspace.log.warn(`The scheduled message ${due.id} in ${due.channel_id} was dropped: ${hindrance}.`);
    return 'dropped';
  }
  const author = { userId: due.member_id, botId: due.bot_id, appId: due.app_id };
  return storeMessage(workspace, db, {
    channel: due.channel_id,
    author,
    said: due.content,
    scheduledId: due.id,
  });
}

/** Much may have changed since it was scheduled. Undefined: it can be said. */
async function hindranceOf(db: Database, due: ScheduledRow): Promise<string | undefined> {
  const member = await members.find(db, due.member_id);
  if (!member || member.deleted) return 'whoever scheduled it is gone';
  const channel = await channels.find(db, due.channel_id, due.member_id);
  if (!channel || channel.is_archived) return 'the channel is archived';
  const app = due.app_id === null ? undefined : await apps.find(db, due.app_id);
  if (due.app_id !== null && !app) return 'its app is gone';
  const fromOutside =
    channel.kind === 'public' && due.bot_id !== null && app?.granted.includes('chat:write.public');
  const inside = await channelMembers.includes(db, channel.id, due.member_id);
  if (!inside && fromOutside !== true) return 'whoever scheduled it is not in the channel any more';
  const { thread_ts } = due.content;
  const isOrphan = thread_ts !== undefined && !(await messages.find(db, channel.id, thread_ts));
  return isOrphan ? 'its thread is gone' : undefined;
}
