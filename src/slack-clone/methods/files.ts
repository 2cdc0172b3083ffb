import { z } from 'zod';
import { list, timestamp } from '../api/argument.ts';
import type { Caller } from '../api/caller.ts';
import { SlackError } from '../api/error.ts';
import { defineMethod } from '../api/method.ts';
import { visibleChannel } from '../conversations/channel.ts';
import { fileWithShares } from '../files/file.ts';
import { filetypesOf } from '../files/file-type.ts';
import { deleteFile } from '../files/delete.ts';
import { textOf } from '../files/receive.ts';
import * as fileParts from '../store/file-parts.ts';
import * as fileShares from '../store/file-shares.ts';
import * as files from '../store/files.ts';
import type { FileRow, Viewer } from '../store/files.ts';
import * as members from '../store/members.ts';
import type { Workspace } from '../workspace.ts';

export const FILES_READ = { bot: ['files:read'], user: ['files:read'] };
const FILES_WRITE = { bot: ['files:write'], user: ['files:write'] };

/** Canvases, posts and documents of Google's are kinds that exist in Slack and never here. */
const FAMILIES = new Map<string, { filetypes: string[]; snippets: boolean }>([
  ['snippets', { filetypes: [], snippets: true }],
  ['images', { filetypes: filetypesOf('image'), snippets: false }],
  ['zips', { filetypes: filetypesOf('zip'), snippets: false }],
  ['pdfs', { filetypes: filetypesOf('pdf'), snippets: false }],
  ['gdocs', { filetypes: [], snippets: false }],
  ['spaces', { filetypes: [], snippets: false }],
  ['canvases', { filetypes: [], snippets: false }],
]);

/** A page of something: Slack counts pages here, and gives no cursor. */
export const pageFields = {
  count: z.coerce.number().int().min(1).max(1000).default(100),
  page: z.coerce.number().int().min(1).max(10_000).default(1),
};

export function viewerOf({ userId, kind, isGuest }: Caller): Viewer {
  return { userId, isBot: kind === 'bot', isGuest };
}

/** Nobody can comment on a file any more, so there are none. */
export const filesInfo = defineMethod({
  name: 'files.info',
  tier: 't4',
  scopes: FILES_READ,
  input: z.object({ file: z.string(), ...pageFields, cursor: z.string().optional() }),
  async run({ workspace, caller }, { file: id, count, page }) {
    const file = await visibleFile(workspace, caller, id);
    const shares = await fileShares.of(workspace.db, [id], caller);
    return {
      file: fileWithShares(workspace, file, shares),
      ...(await contentOf(workspace, file)),
      comments: [],
      paging: { count, total: 0, page, pages: 0 },
      response_metadata: { next_cursor: '' },
    };
  },
});

/** The newest first. */
export const filesList = defineMethod({
  name: 'files.list',
  tier: 't3',
  scopes: FILES_READ,
  input: z.object({
    channel: z.string().optional(),
    user: z.string().optional(),
    types: list.default(['all']),
    ts_from: timestamp.default('0'),
    ts_to: timestamp.default('9999999999'),
    ...pageFields,
  }),
  async run({ workspace, caller }, { channel, user, types, ts_from, ts_to, count, page }) {
    const { db } = workspace;
    if (channel !== undefined) await visibleChannel(workspace, caller, channel);
    if (user !== undefined && !(await members.find(db, user))) throw new SlackError('user_not_found');
    const { total, page: rows } = await files.list(db, {
      viewer: viewerOf(caller),
      channel,
      user,
      types: familiesOf(types),
      from: new Date(Number(ts_from) * 1000),
      to: new Date(Number(ts_to) * 1000),
      offset: (page - 1) * count,
      limit: count,
    });
    const shares = await fileShares.of(
      db,
      rows.map(({ id }) => id),
      caller,
    );
    return {
      files: rows.map((row) => fileWithShares(workspace, row, shares)),
      paging: { count, total, page, pages: Math.ceil(total / count) },
    };
  },
});

/** By its uploader, or by an admin. Its messages stay, and say that it is gone. */
export const filesDelete = defineMethod({
  name: 'files.delete',
  tier: 't3',
  scopes: FILES_WRITE,
  input: z.object({ file: z.string() }),
  async run({ workspace, caller }, { file: id }) {
    const file = await visibleFile(workspace, caller, id);
    const own = file.member_id === caller.userId;
    if (!own && !(await members.find(workspace.db, caller.userId))?.is_admin)
      throw new SlackError('cant_delete_file');
    await deleteFile(workspace, file);
    return {};
  },
});

/** @throws file_not_found or file_deleted */
async function visibleFile(workspace: Workspace, caller: Caller, id: string): Promise<FileRow> {
  const file = await files.findVisible(workspace.db, id, viewerOf(caller));
  if (!file) throw new SlackError('file_not_found');
  if (file.deleted_at) throw new SlackError('file_deleted');
  return file;
}

/** A snippet is given whole: it has at most one part. */
async function contentOf({ db }: Workspace, { id, mode }: FileRow): Promise<{ content?: string }> {
  const bytes = mode === 'snippet' ? await fileParts.find(db, id, 0) : undefined;
  const content = bytes && textOf(bytes);
  return content === undefined ? {} : { content };
}

/** Null: all of them. @throws unknown_type */
function familiesOf(types: string[]): { filetypes: string[]; snippets: boolean } | null {
  if (types.includes('all')) return null;
  const families = types.map((type) => {
    const family = FAMILIES.get(type);
    if (!family) throw new SlackError('unknown_type');
    return family;
  });
  return {
    filetypes: families.flatMap(({ filetypes }) => filetypes),
    snippets: families.some(({ snippets }) => snippets),
  };
}
