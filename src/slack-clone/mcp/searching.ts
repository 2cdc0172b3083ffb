import { z } from 'zod';
import type { Answer } from '../api/method.ts';
import { cursor, limit } from './inputs.ts';
import { type CallMethod, defineTool } from './tool.ts';

/** The tools that look for something by words. */

const query = z
  .string()
  .min(1)
  .describe('What to look for; also in:#channel, from:@name, before: and after:.');
const sort = z.enum(['score', 'timestamp']).default('score').describe('The best first, or the newest.');
const MOST = 20;

const Found = z.looseObject({
  messages: z.looseObject({
    matches: z.array(z.looseObject({ channel: z.looseObject({ is_private: z.boolean().optional() }) })),
    paging: z.looseObject({ page: z.number(), pages: z.number() }),
  }),
});

interface Search {
  query: string;
  limit: number;
  cursor?: string | undefined;
  sort: 'score' | 'timestamp';
}

/** A page is told by its number, which is the cursor here. */
async function search(call: CallMethod, asked: Search, isPublicOnly: boolean): Promise<Answer> {
  const page = Number(asked.cursor ?? 1);
  if (!Number.isSafeInteger(page) || page < 1) return { ok: false, error: 'invalid_cursor' };
  const answer = await call('search.messages', {
    query: asked.query,
    count: asked.limit,
    page,
    sort: asked.sort,
  });
  const found = Found.safeParse(answer);
  if (!found.success) return answer;
  const { matches, paging } = found.data.messages;
  const shown = matches.filter(({ channel }) => !isPublicOnly || isPublic(channel));
  const next_cursor = paging.page < paging.pages ? String(paging.page + 1) : '';
  return { ok: true, query: asked.query, messages: shown, response_metadata: { next_cursor } };
}

const isPublic = (channel: Record<string, unknown>): boolean =>
  channel['is_private'] !== true && channel['is_im'] !== true && channel['is_mpim'] !== true;

export const searchPublic = defineTool({
  name: 'slack_search_public',
  title: 'Search public channels',
  description: 'Messages in public channels that hold the words.',
  effect: 'read',
  method: 'search.messages',
  input: z.object({ query, limit: limit(MOST, MOST), cursor, sort }),
  run: (call, asked) => search(call, asked, true),
});

export const searchAll = defineTool({
  name: 'slack_search_public_and_private',
  title: 'Search everywhere',
  description:
    'Messages that hold the words, in all that you may read: private channels and direct messages too.',
  effect: 'read',
  method: 'search.messages',
  input: z.object({ query, limit: limit(MOST, MOST), cursor, sort }),
  run: (call, asked) => search(call, asked, false),
});

const Page = z.looseObject({ response_metadata: z.looseObject({ next_cursor: z.string() }).optional() });

/** As many pages are looked through for one answer. */
const PAGES = 10;

/** Looks through a list for what holds the words, until there is a page of it. @param key where the list stands */
async function sift(
  call: CallMethod,
  { method, key, fields }: { method: string; key: string; fields: readonly string[] },
  asked: { query: string; limit: number; cursor?: string | undefined } & Record<string, unknown>,
): Promise<Answer> {
  const { query: words, limit: most, cursor: from, ...rest } = asked;
  const wanted = words.toLowerCase();
  const found: unknown[] = [];
  let next = from ?? '';
  for (let page = 0; page < PAGES; page += 1) {
    const answer = await call(method, { ...rest, limit: 200, ...(next !== '' && { cursor: next }) });
    const rows = z.array(z.looseObject({})).safeParse(answer[key]);
    if (!rows.success) return answer;
    found.push(...rows.data.filter((row) => holds(row, fields, wanted)));
    next = Page.parse(answer).response_metadata?.next_cursor ?? '';
    if (next === '' || found.length >= most) break;
  }
  return { ok: true, [key]: found.slice(0, most), response_metadata: { next_cursor: next } };
}

const holds = (row: Record<string, unknown>, fields: readonly string[], words: string): boolean =>
  fields.some((field) =>
    JSON.stringify(row[field] ?? '')
      .toLowerCase()
      .includes(words),
  );

export const searchChannels = defineTool({
  name: 'slack_search_channels',
  title: 'Search channels by name',
  description: 'Channels whose name, topic or purpose holds the words.',
  effect: 'read',
  method: 'conversations.list',
  input: z.object({
    query: z.string().min(1).describe('A part of the name, the topic or the purpose.'),
    channel_types: z
      .string()
      .default('public_channel')
      .describe('public_channel, private_channel, or both with a comma.'),
    limit: limit(MOST, MOST),
    cursor,
  }),
  run: (call, { channel_types: types, ...asked }) =>
    sift(
      call,
      { method: 'conversations.list', key: 'channels', fields: ['name', 'topic', 'purpose'] },
      { ...asked, types },
    ),
});

export const searchUsers = defineTool({
  name: 'slack_search_users',
  title: 'Search people',
  description: 'People and bots whose name or e-mail holds the words.',
  effect: 'read',
  method: 'users.list',
  input: z.object({
    query: z.string().min(1).describe('A part of the name or e-mail.'),
    limit: limit(MOST, MOST),
    cursor,
  }),
  run: (call, asked) =>
    sift(call, { method: 'users.list', key: 'members', fields: ['name', 'real_name', 'profile'] }, asked),
});
