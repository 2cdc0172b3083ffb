import { type Caller, windowOf } from '../api/caller.ts';
import { SlackError } from '../api/error.ts';
import { visibleChannel } from '../conversations/channel.ts';
import { shownMessage } from '../conversations/message.ts';
import { makeResponseUrl } from '../conversations/response-url.ts';
import { type AppRow, find as findApp } from '../store/apps.ts';
import * as messages from '../store/messages.ts';
import type { Workspace } from '../workspace.ts';
import { nameForApps } from './channel-name.ts';
import { deliverPayload } from './deliver.ts';
import { payloadOf } from './payload.ts';

interface Taken {
  app_id: string;
  callback_id: string;
  channel?: string | undefined;
  message_ts?: string | undefined;
}

/** Tells the app that a person took one of its shortcuts: a global one, or with `message_ts` one at that message. */
export async function takeShortcut(workspace: Workspace, caller: Caller, taken: Taken): Promise<void> {
  const app = await declaring(workspace, taken);
  const here =
    taken.channel === undefined ? undefined : await visibleChannel(workspace, caller, taken.channel);
  const trigger_id = workspace.triggers.make({
    appId: app.id,
    userId: caller.userId,
    window: windowOf(caller),
    viewId: null,
    channelId: here?.id ?? null,
  });
  const common = { callback_id: taken.callback_id, trigger_id, action_ts: workspace.stamps.next() };
  if (taken.message_ts === undefined) {
    const { api_app_id: _, ...global } = payloadOf(workspace, app, caller, 'shortcut');
    await deliverPayload(workspace, app, { ...global, ...common });
    return;
  }
  if (!here) throw SlackError.explained('invalid_arguments', ['missing required field: channel']);
  const message = await messages.find(workspace.db, here.id, taken.message_ts);
  if (!message) throw new SlackError('message_not_found');
  const answering = {
    app,
    userId: caller.userId,
    window: windowOf(caller),
    channel: here.id,
    original: null,
  };
  const { api_app_id: _, ...atMessage } = payloadOf(workspace, app, caller, 'message_action');
  await deliverPayload(workspace, app, {
    ...atMessage,
    ...common,
    channel: { id: here.id, name: nameForApps(here) },
    message_ts: message.ts,
    message: shownMessage(message, workspace.team.id),
    response_url: await makeResponseUrl(workspace, 'app', answering),
  });
}

/** @throws not_found when that app has no such shortcut of that kind */
async function declaring({ db }: Workspace, { app_id, callback_id, message_ts }: Taken): Promise<AppRow> {
  const app = await findApp(db, app_id);
  const type = message_ts === undefined ? 'global' : 'message';
  const declared = app?.manifest.shortcuts.some(
    (shortcut) => shortcut.type === type && shortcut.callback_id === callback_id,
  );
  if (!app || !declared) throw new SlackError('not_found');
  return app;
}
