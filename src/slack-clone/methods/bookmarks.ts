import { z } from 'zod';
import { SlackError } from '../api/error.ts';
import { type Call, defineMethod } from '../api/method.ts';
import { visibleChannel } from '../conversations/channel.ts';
import { newId } from '../ids.ts';
import { unixSeconds } from '../stamps.ts';
import * as bookmarks from '../store/bookmarks.ts';
import type { BookmarkRow } from '../store/bookmarks.ts';
import { lockUntilCommit } from '../store/lock.ts';

const READ = { bot: ['bookmarks:read'], user: ['bookmarks:read'] };
const WRITE = { bot: ['bookmarks:write'], user: ['bookmarks:write'] };

const MOST = 100;

const title = z
  .string()
  .min(1, 'must be more than 0 characters')
  .max(255, 'must be less than 256 characters');

/** Links alone: folders and files are kinds that a bookmark here never is. */
export const bookmarksAdd = defineMethod({
  name: 'bookmarks.add',
  tier: 't2',
  scopes: WRITE,
  input: z.object({
    channel_id: z.string(),
    title,
    type: z.string(),
    link: z.string().default(''),
    emoji: z.string().default(''),
  }),
  async run({ workspace, caller }, { channel_id: name, type, ...given }) {
    if (type !== 'link') throw new SlackError('invalid_bookmark_type');
    checkLink(given.link);
    checkEmoji(given.emoji);
    const channel = await ownChannel({ workspace, caller }, name);
    const now = workspace.clock.now();
    const bookmark = {
      id: newId('Bk', workspace.random),
      channel_id: channel,
      ...given,
      app_id: caller.appId,
      created_at: now,
      updated_at: now,
      updated_by: caller.userId,
    };
    await workspace.db.transaction().execute(async (db) => {
      await lockUntilCommit(db, `bookmarks of ${channel}`);
      if ((await bookmarks.of(db, channel)).length >= MOST) throw new SlackError('too_many_bookmarks');
      await bookmarks.insert(db, bookmark);
    });
    return { bookmark: shownBookmark(bookmark, workspace.team.id) };
  },
});

/** What is left out stays as it is. */
export const bookmarksEdit = defineMethod({
  name: 'bookmarks.edit',
  tier: 't2',
  scopes: WRITE,
  input: z.object({
    bookmark_id: z.string(),
    channel_id: z.string(),
    title: title.optional(),
    link: z.string().optional(),
    emoji: z.string().optional(),
  }),
  async run({ workspace, caller }, { bookmark_id, channel_id: name, title: newTitle, link, emoji }) {
    if (link !== undefined) checkLink(link);
    if (emoji !== undefined) checkEmoji(emoji);
    const channel = await ownChannel({ workspace, caller }, name);
    const edited = await bookmarks.update(workspace.db, channel, bookmark_id, {
      ...(newTitle !== undefined && { title: newTitle }),
      ...(link !== undefined && { link }),
      ...(emoji !== undefined && { emoji }),
      updated_at: workspace.clock.now(),
      updated_by: caller.userId,
    });
    if (!edited) throw new SlackError('not_found');
    return { bookmark: shownBookmark(edited, workspace.team.id) };
  },
});

export const bookmarksList = defineMethod({
  name: 'bookmarks.list',
  tier: 't3',
  scopes: READ,
  input: z.object({ channel_id: z.string() }),
  async run({ workspace, caller }, { channel_id: name }) {
    const channel = await ownChannel({ workspace, caller }, name);
    const rows = await bookmarks.of(workspace.db, channel);
    return { bookmarks: rows.map((row) => shownBookmark(row, workspace.team.id)) };
  },
});

export const bookmarksRemove = defineMethod({
  name: 'bookmarks.remove',
  tier: 't2',
  scopes: WRITE,
  input: z.object({ bookmark_id: z.string(), channel_id: z.string() }),
  async run({ workspace, caller }, { bookmark_id, channel_id: name }) {
    const channel = await ownChannel({ workspace, caller }, name);
    if (!(await bookmarks.remove(workspace.db, channel, bookmark_id))) throw new SlackError('not_found');
    return {};
  },
});

/** Bookmarks are for who is in the channel. */
async function ownChannel({ workspace, caller }: Call, name: string): Promise<string> {
  const channel = await visibleChannel(workspace, caller, name);
  if (channel.is_member !== true) throw new SlackError('channel_not_found');
  return channel.id;
}

function checkLink(link: string): void {
  if (!/^https?:\/\//.test(link) || link.length > 3000 || !URL.canParse(link))
    throw new SlackError('invalid_link');
}

/** As `:gear:`. Empty: none. */
function checkEmoji(emoji: string): void {
  if (!/^(:[a-z0-9_+'-]{1,100}:)?$/.test(emoji)) throw new SlackError('invalid_emoji');
}

function shownBookmark(row: BookmarkRow, teamId: string): Record<string, unknown> {
  const created = unixSeconds(row.created_at);
  const updated = unixSeconds(row.updated_at);
  return {
    id: row.id,
    channel_id: row.channel_id,
    title: row.title,
    link: row.link,
    emoji: row.emoji,
    icon_url: '',
    type: 'link',
    entity_id: null,
    date_created: created,
    date_updated: row.updated_at > row.created_at ? updated : 0,
    // Sorts as they stand: they are never moved.
    rank: row.created_at.getTime().toString(36),
    last_updated_by_user_id: row.updated_by,
    last_updated_by_team_id: teamId,
    shortcut_id: null,
    app_id: row.app_id,
  };
}
