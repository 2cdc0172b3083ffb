import { SlackError } from '../api/error.ts';
import { tellChannel } from '../conversations/announce.ts';
import { showMessage } from '../conversations/show.ts';
import { tellApps } from '../interactions/tell-apps.ts';
import * as fileParts from '../store/file-parts.ts';
import * as fileShares from '../store/file-shares.ts';
import * as files from '../store/files.ts';
import type { FileRow } from '../store/files.ts';
import * as messages from '../store/messages.ts';
import type { Workspace } from '../workspace.ts';

/** Takes away what is in it. The messages that carry it are shown anew. */
export async function deleteFile(workspace: Workspace, { id }: FileRow): Promise<void> {
  const { db, clock } = workspace;
  const deleted = await db.transaction().execute(async (transaction) => {
    await fileParts.removeAll(transaction, id);
    return files.remove(transaction, id, clock.now());
  });
  if (!deleted) throw new SlackError('file_deleted');
  const shares = await fileShares.all(db, id);
  for (const { channel_id: channel, ts } of shares) {
    const row = await messages.find(db, channel, ts);
    if (!row) continue;
    const message = await showMessage(workspace, row);
    await tellChannel(workspace, channel, { type: 'message_changed', channel, message });
  }
  const [first] = shares;
  if (!first) return;
  const channel_ids = [...new Set(shares.map(({ channel_id }) => channel_id))];
  tellApps(workspace, { type: 'file_deleted', file_id: id, channel_ids }, first.channel_id);
}
