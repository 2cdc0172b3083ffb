/** Asks the workspace for messages, and finds in what the page knows the places that one may want to go to. */
import type { Channel } from '../../protocol.ts';
import type { Desk } from '../desk.ts';
import { explain } from '../failure.ts';
import type { Workspace } from '../state.ts';
import { titleOf } from '../title.ts';

export interface Match {
  channel: { id: string; name: string };
  user: string | null;
  username: string;
  ts: string;
  text: string;
  permalink: string;
}

export interface Found {
  matches: Match[];
  total: number;
  page: number;
  pages: number;
}

interface Answer {
  ok: true;
  messages: { total: number; matches: Match[]; paging?: { page: number; pages: number } };
}

/** A page of what was found, the newest first, or a sentence. */
export async function search(desk: Desk, query: string, page: number): Promise<Found | string> {
  const answer = await desk.askWeb<Answer>('search.messages', {
    query,
    sort: 'timestamp',
    count: '20',
    page: String(page),
  });
  if (!answer.ok) return answer.error === 'no_query' ? 'Type what you look for.' : explain(answer);
  const { total, matches, paging } = answer.messages;
  return { matches, total, page, pages: paging?.pages ?? page };
}

/** A reply's address says which thread it is in. */
export function threadOf({ permalink }: Match): string | undefined {
  return URL.canParse(permalink)
    ? (new URL(permalink).searchParams.get('thread_ts') ?? undefined)
    : undefined;
}

export interface Destination {
  key: string;
  title: string;
  channel?: Channel;
  user?: string;
}

/** Channels and people by the beginning of their name. */
export function destinations(state: Workspace, typed: string): Destination[] {
  const wanted = typed.trim().toLowerCase().replace(/^[#@]/, '');
  if (wanted === '') return [];
  const channels = state.channels
    .filter(({ is_im, is_archived }) => !is_im && !is_archived)
    .map((channel) => ({ key: channel.id, title: titleOf(channel, state.names), channel }));
  const people = [
    ...(state.boot?.people ?? []).map(({ id, name }) => ({ id, name })),
    ...(state.boot?.apps ?? []).map(({ bot_user_id: id, name }) => ({ id, name })),
  ]
    .filter(({ id }) => id !== state.me?.id)
    .map(({ id, name }) => ({ key: id, title: name, user: id }));
  return [...channels, ...people]
    .filter(({ title }) => title.toLowerCase().replace(/^#/, '').startsWith(wanted))
    .slice(0, 5);
}

export interface Piece {
  text: string;
  isFound: boolean;
}

/** The words of a text that were looked for, and what stands between them. Long texts are cut around the first. */
export function highlight(text: string, query: string): Piece[] {
  const words = wordsOf(query);
  if (words.length === 0) return [{ text: cut(text, 0), isFound: false }];
  const pattern = new RegExp(`(${words.map(escapeForPattern).join('|')})`, 'iu');
  const first = text.search(pattern);
  return cut(text, Math.max(0, first))
    .split(new RegExp(pattern, 'giu'))
    .map((part, index) => ({ text: part, isFound: index % 2 === 1 }))
    .filter((piece) => piece.text !== '');
}

/** Without what narrows a search, as `from:@bob`, and without quotation marks. */
const wordsOf = (query: string): string[] =>
  query
    .replaceAll(/(^|\s)-?\w+:\S+/g, ' ')
    .split(/["\s]+/)
    .filter((word) => word !== '' && !word.startsWith('-'));

const escapeForPattern = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);

const most = 240;

function cut(text: string, around: number): string {
  if (text.length <= most) return text;
  const from = Math.max(0, Math.min(around - 80, text.length - most));
  return (from > 0 ? '…' : '') + text.slice(from, from + most) + (from + most < text.length ? '…' : '');
}
