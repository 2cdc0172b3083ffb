import { allBlocks } from '../conversations/attachments.ts';
import type { ShownMessage } from '../conversations/message.ts';
import { logFailure } from '../failure.ts';
import * as channels from '../store/channels.ts';
import type { MessageRow } from '../store/messages.ts';
import type { Workspace } from '../workspace.ts';
import { deliverEvent } from './deliver-event.ts';

/** An app whose bot is named in a channel that it is in hears of that by itself. Nobody waits for it. */
export function tellMentioned(workspace: Workspace, row: MessageRow, message: ShownMessage): void {
  const said = `${row.text} ${JSON.stringify(allBlocks(row))}`;
  // Most messages name nobody, and then there is nothing to look up.
  if (!/<@U|"user_id":"U/.test(said) || !workspace.audience.mayAsk('app_mention')) return;
  void workspace.audience
    .inTurn(async () => tell(workspace, row, said, message))
    .catch((error: unknown) => logFailure(workspace, 'The event app_mention', error));
}

async function tell(
  workspace: Workspace,
  row: MessageRow,
  said: string,
  message: ShownMessage,
): Promise<void> {
  const { db, audience } = workspace;
  const { channel_id: channel } = row;
  for (const app of await audience.all()) {
    const bot = app.bot_user_id;
    const named =
      said.includes(`<@${bot}>`) || said.includes(`<@${bot}|`) || said.includes(`"user_id":"${bot}"`);
    // What a bot says of itself is no news to it.
    if (!named || row.member_id === bot) continue;
    const place = await channels.place(db, channel, bot);
    if (place?.is_member !== true) continue;
    // In a direct message everything is for the bot, and its event is message.im.
    if (place.kind === 'im') return;
    void deliverEvent(workspace, app, { ...message, type: 'app_mention', channel });
  }
}
