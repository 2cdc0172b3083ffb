import { type Caller, windowOf } from '../api/caller.ts';
import { SlackError } from '../api/error.ts';
import { Response, acknowledge, makeResponseUrl } from '../conversations/response-url.ts';
import * as apps from '../store/apps.ts';
import * as channels from '../store/channels.ts';
import type { Workspace } from '../workspace.ts';
import { nameForApps } from './channel-name.ts';
import { type Acknowledgement, deliver, tokenOf } from './deliver.ts';
import { escapeMentions } from './escape.ts';

interface Typed {
  channel: string;
  command: string;
  text: string;
}

/** Sends a slash command to the app that declared it, and shows what it acknowledges with. */
export async function sendCommand(workspace: Workspace, caller: Caller, typed: Typed): Promise<void> {
  const { db, team } = workspace;
  const [channel, installed] = await Promise.all([
    channels.find(db, typed.channel, caller.userId),
    apps.all(db),
  ]);
  if (!channel?.is_member) {
    throw new SlackError(channel?.kind === 'public' ? 'not_in_channel' : 'channel_not_found');
  }
  const app = installed.find(({ manifest }) =>
    manifest.commands.some(({ command }) => command === typed.command),
  );
  const command = app?.manifest.commands.find((each) => each.command === typed.command);
  if (!app || !command) throw new SlackError('invalid_command');
  const window = windowOf(caller);
  const answering = { app, userId: caller.userId, window, channel: channel.id, original: null };
  const acknowledged = await deliver(workspace, app, command.url, {
    token: tokenOf(workspace, app),
    team_id: team.id,
    team_domain: team.domain,
    channel_id: channel.id,
    channel_name: nameForApps(channel),
    user_id: caller.userId,
    user_name: caller.userName,
    command: typed.command,
    text: command.should_escape ? await escapeMentions(db, typed.text) : typed.text,
    api_app_id: app.id,
    is_enterprise_install: 'false',
    response_url: await makeResponseUrl(workspace, 'commands', answering),
    trigger_id: workspace.triggers.make({
      appId: app.id,
      userId: caller.userId,
      window,
      viewId: null,
      channelId: channel.id,
    }),
  });
  // An acknowledgement that says something spends none of the response_url's five uses.
  const response = spoken(acknowledged);
  if (response) await acknowledge(workspace, answering, response);
}

/** Null: the app said nothing, as with `ack()` and `ack({})`. */
function spoken(acknowledged: Acknowledgement): Response | null {
  if (acknowledged.kind === 'nothing') return null;
  if (acknowledged.kind === 'text') return Response.parse({ text: acknowledged.text });
  const parsed = Response.safeParse(acknowledged.json);
  if (!parsed.success) throw new SlackError('dispatch_failed');
  const { text = '', blocks, markdown_text = '' } = parsed.data;
  return text === '' && markdown_text === '' && blocks === undefined ? null : parsed.data;
}
