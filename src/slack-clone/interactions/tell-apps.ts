import { logFailure } from '../failure.ts';
import type { AppRow } from '../store/apps.ts';
import * as channels from '../store/channels.ts';
import type { Workspace } from '../workspace.ts';
import { asksFor } from './audience.ts';
import { type AppEvent, deliverEvent } from './deliver-event.ts';

/** What a subscription calls messages, by the kind of conversation that they are said in. */
const MESSAGES_IN: Readonly<Record<string, string>> = {
  public: 'message.channels',
  private: 'message.groups',
  im: 'message.im',
  mpim: 'message.mpim',
};

/** What a message says of where it is. */
const CHANNEL_TYPES: Readonly<Record<string, string>> = {
  public: 'channel',
  private: 'group',
  im: 'im',
  mpim: 'mpim',
};

/**
 * Tells each app that asks for events of this type, and whose bot is where it happened. Whoever brought it about waits
 * for nobody: this never throws. Where no app asks, it costs no query.
 * @param channel the conversation's id; undefined for what happened to the workspace as a whole
 */
export function tellApps(workspace: Workspace, event: AppEvent, channel?: string): void {
  if (!workspace.audience.mayAsk(event.type)) return;
  void workspace.audience
    .inTurn(async () => tell(workspace, event, channel))
    .catch((error: unknown) => logFailure(workspace, `The event ${event.type}`, error));
}

async function tell(workspace: Workspace, event: AppEvent, channel: string | undefined): Promise<void> {
  for (const app of await workspace.audience.all()) {
    if (!asksFor(app, event.type)) continue;
    if (channel === undefined) void deliverEvent(workspace, app, event);
    else await tellOf(workspace, app, event, channel);
  }
}

/** Where the app's bot is not, it hears nothing. */
async function tellOf(workspace: Workspace, app: AppRow, event: AppEvent, channelId: string): Promise<void> {
  const { db } = workspace;
  const bot = app.bot_user_id;
  const place = await channels.place(db, channelId, bot);
  if (place?.is_member !== true) return;
  if (event.type !== 'message') return void deliverEvent(workspace, app, event);
  const { kind } = place;
  const message = { ...event, channel_type: CHANNEL_TYPES[kind] };
  void deliverEvent(workspace, app, message, MESSAGES_IN[kind]);
}
