import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import { bold, code, command, counted, say, type Text } from '../core/text.ts';
import { absolute, stamp } from '../core/times.ts';
import { shortId, TOKEN_STATES } from '../core/tokens.ts';
import type { Document, Line, Table } from '../core/document.ts';
import * as tokenList from '../store/token-list.ts';
import type { Token } from '../store/tokens.ts';
import { type Context, defineCommand } from './declare.ts';
import { BotRef, Cursor, duration, yesOrNo, hints, Limit } from './inputs.ts';
import { mayActOn } from './rights.ts';
import { rowButtons } from './token-buttons.ts';
import { LabelPart } from './token-inputs.ts';

const Row = z.object({
  id: z.string(),
  username: z.string(),
  created_by: z.string(),
  created_at: z.date(),
  expires_at: z.date(),
  last_used_at: z.date().nullable(),
  label: z.string().nullable(),
  scopes: z.array(z.string()),
  state: z.enum(TOKEN_STATES),
  replaced_until: z.date().nullable(),
  /** Whether who asks may rotate and revoke it. */
  is_mine: z.boolean(),
});

type Row = z.output<typeof Row>;

const State = z.enum([...TOKEN_STATES, 'all']).register(hints, {
  label: 'State',
  hint: 'Left out: those that are alive, which are the active and frozen ones.',
  unasked: true,
});

const All = yesOrNo('All', 'Also those that have ended.');

const Expires = duration({
  label: 'Expires',
  hint: 'Those that end within this time.',
  placeholder: '30d',
  unasked: true,
});

const Unused = duration({
  label: 'Unused',
  hint: 'Those that were not used for this long.',
  placeholder: '90d',
  unasked: true,
});

const CreatedBy = z.string().trim().min(1).max(100).register(hints, {
  label: 'Created by',
  hint: 'The name of the person or bot that made it.',
  placeholder: 'bob',
  unasked: true,
});

const Sort = z.enum(['created', 'expires', 'used']).default('created').register(hints, {
  label: 'Sort',
  hint: 'Newest first, soonest to end first, or longest unused first.',
  unasked: true,
});

/** What of the question has to be asked again for the next page. */
const Filter = z.record(z.string(), z.union([z.string(), z.number()]));

type Filter = z.output<typeof Filter>;

export const tokensList = defineCommand({
  name: 'tokens list',
  title: 'Tokens',
  summary: 'List tokens by their ids: those that are alive, or all.',
  example: 'tokens list --expires 30d',
  effect: 'read',
  confirm: false,
  scope: 'tokens:read',
  by: 'either',
  http: 'GET /api/v1/tokens',
  input: z.strictObject({
    username: BotRef.optional(),
    label: LabelPart.optional(),
    state: State.optional(),
    all: All,
    expires: Expires.optional(),
    unused: Unused.optional(),
    created_by: CreatedBy.optional(),
    sort: Sort,
    limit: Limit,
    cursor: Cursor,
  }),
  positional: ['username'],
  output: z.object({
    username: z.string().nullable(),
    tokens: z.array(Row),
    total: z.int(),
    next_cursor: z.string().nullable(),
    filter: Filter,
  }),

  async run({ db, clock, actor }, { username: bot, sort, limit, cursor, ...asked }) {
    const at = clock.now();
    const wanted = wantedOf({ ...asked, bot }, at);
    const after = cursor === undefined ? undefined : readCursor(cursor, sort);
    const found = await tokenList.list(db, wanted, { sort, limit: limit + 1, after });
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      username: bot?.username ?? null,
      tokens: page.map((token) => rowOf(token, actor)),
      total: await tokenList.count(db, wanted),
      next_cursor: found.length > limit && last ? writeCursor(sort, tokenList.cursorAt(sort, last)) : null,
      filter: filterOf(asked, sort, bot?.username),
    };
  },

  say({ username, tokens: rows, total, next_cursor: cursor, filter }, { actor }) {
    if (total === 0) return { text: none(username, filter) };
    const of = username === null ? say`` : say` of ${bold(username)}`;
    const here = rows.length < total ? `, ${rows.length} of them here` : '';
    return {
      text: say`${counted(total, 'token')}${of}${here}.`,
      table: tableOf(rows, actor.timeZone),
      ...(cursor === null ? {} : more(cursor, filter)),
    };
  },
});

interface Asked {
  label?: string | undefined;
  state?: z.output<typeof State> | undefined;
  all: boolean;
  expires?: number | undefined;
  unused?: number | undefined;
  created_by?: string | undefined;
}

function wantedOf(asked: Asked & { bot: { id: Token['bot_id'] } | undefined }, at: Date): tokenList.Wanted {
  const { state = asked.all ? 'all' : undefined, expires, unused } = asked;
  return {
    at,
    bot: asked.bot?.id,
    label: asked.label,
    states: state === undefined ? tokenList.ALIVE : state === 'all' ? TOKEN_STATES : [state],
    endsBy: expires === undefined ? undefined : new Date(at.getTime() + expires * 1000),
    unusedSince: unused === undefined ? undefined : new Date(at.getTime() - unused * 1000),
    createdBy: asked.created_by?.replace(/^@/, ''),
  };
}

/** As it can be typed again. */
const seconds = (count: number | undefined) => (count === undefined ? undefined : `${count}s`);

function filterOf(asked: Asked, sort: string, username: string | undefined): Filter {
  const filter = {
    username,
    label: asked.label,
    state: asked.state,
    all: asked.all ? 'true' : undefined,
    expires: seconds(asked.expires),
    unused: seconds(asked.unused),
    created_by: asked.created_by,
    sort: sort === 'created' ? undefined : sort,
  };
  return Filter.parse(Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)));
}

function rowOf(token: Token, actor: Context['actor']): Row {
  const isMine = mayActOn(actor, { ...token, id: token.bot_id });
  return {
    id: token.id,
    username: token.username,
    created_by: token.created_by_name,
    created_at: token.created_at,
    expires_at: token.expires_at,
    last_used_at: token.last_used_at,
    label: token.label,
    scopes: token.scopes,
    state: token.state,
    replaced_until: token.superseded_at && token.grace_ends_at,
    is_mine: isMine && actor.scopes.has('tokens:write'),
  };
}

/** Sym's columns; where some are not active, how each is. */
function tableOf(rows: Row[], zone: string): Table {
  const tellsState = rows.some(({ state }) => state !== 'active');
  const columns = ['Token ID', 'User', 'Created By', 'Expires At', 'Last Used', 'Label'];
  return {
    columns: tellsState ? [...columns, 'State'] : columns,
    rows: rows.map((token) => [
      say`${code(token.id)}`,
      say`${bold(token.username)}`,
      say`${token.created_by}`,
      say`${stamp(token.expires_at, zone)}`,
      say`${token.last_used_at ? stamp(token.last_used_at, zone) : ''}`,
      labelOf(token),
      ...(tellsState ? [say`${token.state}`] : []),
    ]),
    lines: rows.map((token) => lineOf(token, zone)),
  };
}

/** A token that acts on every bot stands out. */
function labelOf({ label, scopes }: Row): Text {
  if (!scopes.includes('organization:act')) return say`${label ?? ''}`;
  return say`${label === null ? '' : `${label} · `}${bold('acts on every bot')}`;
}

function lineOf(token: Row, zone: string): Line {
  const isAlive = token.state === 'active' || token.state === 'frozen';
  const label = labelOf(token);
  const used = token.last_used_at ? `used ${absolute(token.last_used_at, zone)}` : 'never used';
  const ends = `${isAlive ? 'ends' : 'end'} ${absolute(token.replaced_until ?? token.expires_at, zone)}`;
  const state =
    token.state !== 'active' ? ` · ${token.state}` : token.replaced_until ? ' · being replaced' : '';
  return {
    text: say`${code(shortId(token.id))} · ${bold(token.username)}${label.length > 0 ? say` · ${label}` : ''} · ${ends} · ${used} · by ${token.created_by}${state}`,
    ...(token.is_mine && isAlive ? { buttons: rowButtons(token) } : {}),
  };
}

function more(cursor: string, filter: Filter): Pick<Document, 'buttons'> {
  return { buttons: [{ label: 'More', command: 'tokens list', input: { ...filter, cursor } }] };
}

function none(username: string | null, { username: _username, sort: _sort, ...filter }: Filter): Text {
  if (Object.keys(filter).length > 0)
    return say`There is no such token. All there are: ${command(`tokens list${username === null ? '' : ` ${username}`} --all`)}`;
  return username === null
    ? say`No token is alive. Issue one: ${command('tokens issue')}`
    : say`${bold(username)} has no token that is alive. Issue one: ${command(`tokens issue -u ${username} -e 100d`)}`;
}

/** The page after a token: by what it is sorted, in milliseconds, and its id. */
const writeCursor = (sort: string, { value, id }: tokenList.TokenCursor): string =>
  `${sort}_${value.getTime()}_${id}`;

function readCursor(cursor: string, sort: string): tokenList.TokenCursor {
  const [, sorted, value, id] =
    /^([a-z]+)_(\d{1,15})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(cursor) ?? [];
  if (id !== undefined && sorted === sort) return { value: new Date(Number(value)), id };
  throw new AppError(
    'invalid_input',
    say`This page is not there any more. ${command('tokens list')} begins anew.`,
    { field: 'cursor' },
  );
}
