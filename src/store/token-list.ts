import { type RawBuilder, sql } from 'kysely';
import type { Id } from '../core/ids.ts';
import type { TokenState } from '../core/tokens.ts';
import type { Db } from './database.ts';
import { state, type Token, tokens } from './tokens.ts';
import { within } from './within.ts';

/** Which tokens are wanted: those that fit all that is said. */
export interface Wanted {
  /** As of when. */
  at: Date;
  bot?: Id<'bot'> | undefined;
  owner?: Id<'member'> | undefined;
  /** In the id, the bot's name or the label, in whichever case. */
  like?: string | undefined;
  /** In the label, in whichever case. */
  label?: string | undefined;
  states: readonly TokenState[];
  endsBy?: Date | undefined;
  /** Made before, and not used since. */
  unusedSince?: Date | undefined;
  /** The name of whoever made it, in whichever case. */
  createdBy?: string | undefined;
}

export type TokenSort = 'created' | 'expires' | 'used';

/** The token that a page follows: what it is sorted by, and its id. */
export interface TokenCursor {
  value: Date;
  id: string;
}

export const ALIVE: readonly TokenState[] = ['active', 'frozen'];

const EPOCH = new Date(0);

/**
 * Newest first; soonest to end first; longest unused first, where one that is used meanwhile goes to the end and may
 * come twice, but none is passed over.
 */
const SORTS: Record<TokenSort, { key: RawBuilder<Date>; of: (token: Token) => Date; falls: boolean }> = {
  created: { key: sql`token.created_at`, of: (token) => token.created_at, falls: true },
  expires: { key: sql`token.expires_at`, of: (token) => token.expires_at, falls: false },
  used: {
    key: sql`coalesce(token.last_used_at, ${EPOCH}::timestamptz)`,
    of: (token) => token.last_used_at ?? EPOCH,
    falls: false,
  },
};

/** Where the page after this token begins. */
export const cursorAt = (sort: TokenSort, token: Token): TokenCursor => ({
  value: SORTS[sort].of(token),
  id: token.id,
});

export async function list(
  db: Db,
  wanted: Wanted,
  page: { sort: TokenSort; limit: number; after?: TokenCursor | undefined },
): Promise<Token[]> {
  const { key, falls } = SORTS[page.sort];
  const direction = falls ? 'desc' : 'asc';
  let query = fitting(db, wanted);
  if (page.after) {
    const { value, id } = page.after;
    const sign = sql.raw(falls ? '<' : '>');
    query = query.where(sql<boolean>`(${key}, token.id) ${sign} (${value}, ${id})`);
  }
  return query.orderBy(key, direction).orderBy('token.id', direction).limit(page.limit).execute();
}

export async function count(db: Db, wanted: Wanted): Promise<number> {
  const row = await fitting(db, wanted)
    .clearSelect()
    .select((select) => select.fn.countAll<string>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** Tokens that are alive, newest first. */
export async function listActive(
  db: Db,
  { limit, ...wanted }: Omit<Wanted, 'states'> & { limit: number },
): Promise<Token[]> {
  return list(db, { ...wanted, states: ALIVE }, { sort: 'created', limit });
}

function fitting(db: Db, wanted: Wanted) {
  let query = tokens(db, wanted.at).where(within('token')).where(state(wanted.at), 'in', wanted.states);
  if (wanted.bot !== undefined) query = query.where('token.bot_id', '=', wanted.bot);
  if (wanted.owner !== undefined) query = query.where('bot.owner_id', '=', wanted.owner);
  if (wanted.like !== undefined) {
    const seen = sql`lower(concat_ws(' ', token.id, bot.username, token.label))`;
    query = query.where(sql<boolean>`strpos(${seen}, lower(${wanted.like})) > 0`);
  }
  if (wanted.label !== undefined)
    query = query.where(sql<boolean>`strpos(lower(token.label), lower(${wanted.label})) > 0`);
  if (wanted.endsBy) query = query.where('token.expires_at', '<=', wanted.endsBy);
  if (wanted.unusedSince)
    query = query.where(
      sql<boolean>`coalesce(token.last_used_at, token.created_at) <= ${wanted.unusedSince}`,
    );
  if (wanted.createdBy !== undefined)
    query = query.where(
      sql<boolean>`lower(coalesce(maker.name, making_bot.username)) = lower(${wanted.createdBy})`,
    );
  return query;
}
