import { SlackError } from '../api/error.ts';
import type { Call } from '../api/method.ts';
import { unfurlDomainOf } from '../interactions/tell-of-links.ts';
import * as apps from '../store/apps.ts';
import { lockUntilCommit } from '../store/lock.ts';
import * as messages from '../store/messages.ts';
import { announceChanged } from './announce.ts';
import { type Attachment, readAttachments } from './attachments.ts';
import { showMessage } from './show.ts';

/** Hangs below a message what an app makes of its links: address -> attachment. A second one replaces the first. */
export async function unfurl(
  { workspace, caller }: Call,
  { channel, ts }: { channel: string; ts: string },
  unfurls: Record<string, Record<string, unknown>>,
): Promise<void> {
  const { db, random } = workspace;
  const app = caller.appId === null ? undefined : await apps.find(db, caller.appId);
  const urls = Object.keys(unfurls);
  if (!app || urls.some((url) => unfurlDomainOf(app, url) === undefined))
    throw new SlackError('cannot_unfurl_url');
  const read = readAttachments(
    urls.map((url) => ({
      ...unfurls[url],
      from_url: url,
      original_url: url,
      is_app_unfurl: true,
      app_unfurl_url: url,
      app_id: app.id,
      bot_id: app.bot_id,
    })),
    random,
  );
  const previous = await messages.find(db, channel, ts);
  if (!previous || previous.subtype === 'tombstone') throw new SlackError('cannot_find_message');
  if (!urls.every((url) => previous.text.includes(url))) throw new SlackError('cannot_unfurl_url');
  const shownBefore = await showMessage(workspace, previous);
  const row = await db.transaction().execute(async (transaction) => {
    // One after the other: two apps may unfurl two links of one message at once.
    await lockUntilCommit(transaction, `attachments of ${ts}`);
    const now = await messages.find(transaction, channel, ts);
    const attachments = merged(now?.attachments ?? [], read);
    return messages.update(transaction, channel, ts, { attachments });
  });
  if (row) await announceChanged(workspace, row, shownBefore);
}

function merged(there: Attachment[], added: Attachment[]): Attachment[] {
  const urls = new Set(added.map((attachment) => attachment.from_url));
  const kept = there.filter(({ from_url }) => from_url === undefined || !urls.has(from_url));
  return [...kept, ...added].map((attachment, place) => ({ ...attachment, id: place + 1 }));
}
