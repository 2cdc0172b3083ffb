import type { Caller } from '../api/caller.ts';
import { SlackError } from '../api/error.ts';
import type { Content } from '../conversations/content.ts';
import { postMessage } from '../conversations/post.ts';
import { tellApps } from '../interactions/tell-apps.ts';
import type { Place } from '../store/channels.ts';
import * as files from '../store/files.ts';
import type { FileRow } from '../store/files.ts';
import type { Workspace } from '../workspace.ts';

interface Sharing {
  uploads: { id: string; title?: string | null | undefined }[];
  channels: Place[];
  content: Content & { thread_ts: string | undefined };
}

/** Makes files of what was uploaded, all of it or none, and says so in each channel: one message for all the files. */
export async function shareFiles(
  workspace: Workspace,
  caller: Caller,
  { uploads, channels, content }: Sharing,
): Promise<FileRow[]> {
  const now = workspace.clock.now();
  const isPublic = channels.some(({ kind }) => kind === 'public');
  const completed = await workspace.db.transaction().execute(async (db) => {
    const rows: FileRow[] = [];
    for (const { id, title } of uploads) {
      const asked = { id, title: title ?? undefined, memberId: caller.userId, isPublic, now };
      const row = await files.complete(db, asked);
      if (!row) throw new SlackError('file_not_found');
      rows.push(row);
    }
    return rows;
  });
  const { userId, botId, appId } = caller;
  for (const { id } of channels)
    await postMessage(workspace, id, { userId, botId, appId }, content, completed);
  for (const file of completed) tell(workspace, file, channels);
  return completed;
}

/** What an app that is in several of the channels is told of the file itself, it is told once. */
function tell(workspace: Workspace, { id, member_id }: FileRow, channels: Place[]): void {
  const about = { file_id: id, user_id: member_id, file: { id } };
  const [first] = channels;
  if (first) tellApps(workspace, { type: 'file_created', ...about }, first.id);
  const open = channels.find(({ kind }) => kind === 'public');
  if (open) tellApps(workspace, { type: 'file_public', ...about }, open.id);
  for (const channel of channels)
    tellApps(workspace, { type: 'file_shared', ...about, channel_id: channel.id }, channel.id);
}
