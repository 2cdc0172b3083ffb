import { logFailure } from '../failure.ts';
import { hex } from '../ids.ts';
import type { AppRow } from '../store/apps.ts';
import * as channelMembers from '../store/channel-members.ts';
import type { MessageRow } from '../store/messages.ts';
import type { Workspace } from '../workspace.ts';
import { deliverEvent } from './deliver-event.ts';

/** How many links of one message an app is told of. */
const MOST = 50;

/** Apps hear of links to the domains that their manifest names, and may answer with chat.unfurl. Nobody waits. */
export function tellOfLinks(workspace: Workspace, row: MessageRow): void {
  const urls = linksIn(row.text);
  if (urls.length === 0) return;
  void tell(workspace, row, urls).catch((error: unknown) =>
    logFailure(workspace, 'The event link_shared', error),
  );
}

/** The manifest's domain that an address is at or under; undefined if it is at none. */
export function unfurlDomainOf(app: AppRow, url: string): string | undefined {
  const host = URL.canParse(url) ? new URL(url).hostname : '';
  return app.manifest.unfurlDomains.find((domain) => host === domain || host.endsWith(`.${domain}`));
}

async function tell(workspace: Workspace, row: MessageRow, urls: string[]): Promise<void> {
  const { db, random } = workspace;
  for (const app of await workspace.audience.all()) {
    const links = urls.flatMap((url) => {
      const domain = unfurlDomainOf(app, url);
      return domain === undefined ? [] : { domain, url };
    });
    if (links.length === 0 || row.member_id === app.bot_user_id) continue;
    void deliverEvent(workspace, app, {
      type: 'link_shared',
      channel: row.channel_id,
      is_bot_user_member: await channelMembers.includes(db, row.channel_id, app.bot_user_id),
      user: row.member_id,
      message_ts: row.ts,
      ...(row.thread_ts !== null && { thread_ts: row.thread_ts }),
      // Where it is can be read out of it, as out of Slack's.
      unfurl_id: `${row.channel_id}.${row.ts}.${hex(32, random)}`,
      source: 'conversations_history',
      links,
    });
  }
}

/** As they are written: bare, or between angle brackets, perhaps with words for them. */
function linksIn(text: string): string[] {
  const found = text.match(/https?:\/\/[^\s<>|"]+/g) ?? [];
  return [...new Set(found)].filter((url) => URL.canParse(url)).slice(0, MOST);
}
