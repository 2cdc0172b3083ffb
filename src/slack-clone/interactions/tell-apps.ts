import { logFailure } from '../failure.ts';
import * as apps from '../store/apps.ts';
import type { AppRow } from '../store/apps.ts';
import * as channelMembers from '../store/channel-members.ts';
import type { ChannelRow } from '../store/channels.ts';
import * as channels from '../store/channels.ts';
import type { Workspace } from '../workspace.ts';
import { type AppEvent, deliverEvent } from './deliver-event.ts';

/** What a subscription calls messages, by the kind of conversation that they are said in. */
const MESSAGES_IN: Record<ChannelRow['kind'], string> = {
  public: 'message.channels',
  private: 'message.groups',
  im: 'message.im',
  mpim: 'message.mpim',
};

/**
 * Tells each app that asks for events of this type, and whose bot is where it happened. Whoever brought it about waits
 * for nobody: this never throws.
 * @param channel the conversation's id; undefined for what happened to the workspace as a whole
 */
export function tellApps(workspace: Workspace, event: AppEvent, channel?: string): void {
  void tell(workspace, event, channel).catch((error: unknown) =>
    logFailure(workspace, `The event ${event.type}`, error),
  );
}

async function tell(workspace: Workspace, event: AppEvent, channel: string | undefined): Promise<void> {
  for (const app of await apps.all(workspace.db)) {
    if (!app.manifest.botEvents.some((each) => each.split('.')[0] === event.type)) continue;
    const subscription = await subscriptionFor(workspace, app, event, channel);
    if (subscription !== undefined) void deliverEvent(workspace, app, event, subscription);
  }
}

/** Undefined where the app's bot is not. */
async function subscriptionFor(
  { db }: Workspace,
  { bot_user_id: bot }: AppRow,
  { type }: AppEvent,
  channel: string | undefined,
): Promise<string | undefined> {
  if (channel === undefined) return type;
  if (!(await channelMembers.includes(db, channel, bot))) return undefined;
  if (type !== 'message') return type;
  const found = await channels.find(db, channel, bot);
  return found && MESSAGES_IN[found.kind];
}
