import { z } from 'zod';
import { flag } from '../api/argument.ts';
import type { Caller } from '../api/caller.ts';
import { SlackError } from '../api/error.ts';
import { type Call, defineMethod } from '../api/method.ts';
import { permalink } from '../conversations/permalink.ts';
import { fileWithShares } from '../files/file.ts';
import { beginning, dayIn } from '../search/day.ts';
import { type Query, readQuery } from '../search/query.ts';
import * as fileShares from '../store/file-shares.ts';
import * as files from '../store/files.ts';
import * as members from '../store/members.ts';
import * as search from '../store/search.ts';
import type { Found } from '../store/search.ts';
import type { Workspace } from '../workspace.ts';
import { viewerOf } from './files.ts';

/** People alone: a bot cannot search in Slack. */
const SEARCH = { user: ['search:read'] };

/** Slack takes an empty one for one that was left out. */
const choice = <Value extends string>(...values: [Value, ...Value[]]) =>
  z.preprocess((value) => (value === '' ? undefined : value), z.enum(values).default(values[0]));

const asked = {
  query: z.string().max(4000).default(''),
  sort: choice('score', 'timestamp'),
  sort_dir: choice('desc', 'asc'),
  highlight: flag.default(false),
  count: z.coerce.number().int().min(1).max(100).default(20),
  page: z.coerce.number().int().min(1).max(100).default(1),
};

const Asked = z.object(asked);
type Asked = z.infer<typeof Asked>;

/** By page, or by cursor: `*` begins. */
export const searchMessages = defineMethod({
  name: 'search.messages',
  tier: 't2',
  scopes: SEARCH,
  input: z.object({ ...asked, cursor: z.string().optional() }),
  async run(call, { cursor, ...typed }) {
    const wanted = { ...typed, page: cursor === undefined ? typed.page : pageOf(cursor) };
    const messages = await findMessages(call, wanted);
    const { page, page_count } = messages.pagination;
    const next_cursor = page < page_count ? Buffer.from(`page:${page + 1}`).toString('base64') : '';
    return {
      query: typed.query,
      messages: { ...messages, ...(cursor !== undefined && { paging: { ...messages.paging, next_cursor } }) },
      ...(cursor !== undefined && { response_metadata: { next_cursor } }),
    };
  },
});

/** By words of a file's name or title. */
export const searchFiles = defineMethod({
  name: 'search.files',
  tier: 't2',
  scopes: SEARCH,
  input: Asked,
  async run(call, typed) {
    return { query: typed.query, files: await findFiles(call, typed) };
  },
});

export const searchAll = defineMethod({
  name: 'search.all',
  tier: 't2',
  scopes: SEARCH,
  input: Asked,
  async run(call, typed) {
    return {
      query: typed.query,
      messages: await findMessages(call, typed),
      files: await findFiles(call, typed),
      posts: { total: 0, matches: [] },
    };
  },
});

async function findMessages({ workspace, caller }: Call, typed: Asked) {
  const { query, timeZone } = await parse(workspace, caller, typed.query);
  const at = (days: string) => beginning(days, timeZone);
  const me = (named: Query['from']) =>
    named.map((each) => (each.name === 'me' ? { ...each, name: caller.userId } : each));
  const { total, page } = await search.messages(workspace.db, {
    viewer: caller.userId,
    isGuest: caller.isGuest,
    terms: query.terms,
    in: query.in,
    from: me(query.from),
    since: [...query.after.map(({ until }) => at(until)), ...query.during.map(({ from }) => at(from))],
    until: [...query.before.map(({ from }) => at(from)), ...query.during.map(({ until }) => at(until))],
    withLink: query.has.includes('link'),
    withFile: query.has.includes('file'),
    inThread: query.inThread,
    byScore: typed.sort === 'score',
    oldestFirst: typed.sort_dir === 'asc',
    highlight: typed.highlight,
    offset: (typed.page - 1) * typed.count,
    limit: typed.count,
  });
  const matches = page.map((found) => shownMatch(workspace, caller, found));
  return { total, ...paged(typed, total, page.length), matches };
}

async function findFiles({ workspace, caller }: Call, typed: Asked) {
  const { query } = await parse(workspace, caller, typed.query);
  const [author] = query.from;
  const user = author && (author.name === 'me' ? caller.userId : author.name);
  const { total, page } = await files.list(workspace.db, {
    viewer: viewerOf(caller),
    user: user === undefined ? undefined : ((await members.findByName(workspace.db, user))?.id ?? ''),
    types: null,
    words: query.terms.filter(({ not }) => !not).map(({ text }) => text),
    from: new Date(0),
    to: workspace.clock.now(),
    offset: (typed.page - 1) * typed.count,
    limit: typed.count,
    oldestFirst: typed.sort_dir === 'asc',
  });
  const shares = await fileShares.of(
    workspace.db,
    page.map(({ id }) => id),
    caller,
  );
  const matches = page.map((file) => fileWithShares(workspace, file, shares));
  return { total, ...paged(typed, total, page.length), matches };
}

/** Days are the asker's own. @throws no_query */
async function parse(workspace: Workspace, { userId }: Caller, typed: string) {
  if (typed.trim() === '') throw new SlackError('no_query');
  const timeZone = (await members.find(workspace.db, userId))?.tz ?? 'UTC';
  return { query: readQuery(typed, dayIn(timeZone, workspace.clock.now())), timeZone };
}

/** Slack says it twice, once for older clients. */
function paged({ count, page }: Asked, total: number, here: number) {
  const before = (page - 1) * count;
  const pages = Math.ceil(total / count);
  return {
    pagination: {
      total_count: total,
      page,
      per_page: count,
      page_count: pages,
      first: here === 0 ? 0 : before + 1,
      last: before + here,
    },
    paging: { count, total, page, pages },
  };
}

function shownMatch({ team, address, random }: Workspace, { userId }: Caller, found: Found) {
  const { channel_id, channel_name, kind, pair, ts, text, member_id, username, blocks, score } = found;
  const other = pair?.split(':').find((id) => id !== userId) ?? userId;
  const direct = kind === 'im';
  return {
    iid: iid(random.bytes(16)),
    team: team.id,
    score,
    channel: {
      id: channel_id,
      is_channel: kind === 'public',
      is_group: kind === 'private',
      is_im: direct,
      is_mpim: kind === 'mpim',
      is_private: kind !== 'public',
      is_shared: false,
      is_org_shared: false,
      is_ext_shared: false,
      is_pending_ext_shared: false,
      pending_shared: [],
      // Slack calls a direct message by the other one's id.
      name: direct ? other : (channel_name ?? ''),
      ...(direct && { user: other }),
    },
    type: 'message',
    user: member_id,
    username,
    ts,
    text,
    ...(blocks !== null && { blocks }),
    permalink: permalink(address, found),
    no_reactions: true,
  };
}

/** A name for this answer alone, in the shape of a UUID. */
function iid(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** @throws invalid_cursor */
function pageOf(cursor: string): number {
  if (cursor === '*' || cursor === '') return 1;
  const [, page] = /^page:(\d{1,3})$/.exec(Buffer.from(cursor, 'base64').toString('utf8')) ?? [];
  if (page === undefined) throw new SlackError('invalid_cursor');
  return Math.max(1, Number(page));
}
