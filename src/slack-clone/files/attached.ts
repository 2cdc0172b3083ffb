import type { Message } from '../protocol.ts';
import * as fileShares from '../store/file-shares.ts';
import type { FileRow } from '../store/files.ts';
import type { Workspace } from '../workspace.ts';
import { shownFile } from './file.ts';

/** What a message with files has beside what every message has. */
export function carrying(workspace: Workspace, files: FileRow[]) {
  if (files.length === 0) return {};
  return { files: files.map((file) => shownFile(workspace, file)), upload: true, display_as_bot: false };
}

/** Messages of these channels, with their files. Asks nothing where there are none, as in most pages of a history. */
export async function withFiles<Shown extends Message>(
  workspace: Workspace,
  channels: string[],
  messages: Shown[],
): Promise<Shown[]> {
  const stamps = messages.filter(({ subtype }) => subtype === 'file_share').map(({ ts }) => ts);
  if (stamps.length === 0) return messages;
  const files = Map.groupBy(await fileShares.filesAt(workspace.db, channels, stamps), ({ ts }) => ts);
  return messages.map((message) => ({ ...message, ...carrying(workspace, files.get(message.ts) ?? []) }));
}
