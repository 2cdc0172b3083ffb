import { z } from 'zod';
import type { Line, Table } from '../core/document.ts';
import { bold, code, command, counted, joined, say, type Text } from '../core/text.ts';
import { stamp } from '../core/times.ts';
import * as identities from '../store/identities.ts';
import * as bots from '../store/bots.ts';
import { BOT_FILTERS, filterOf, given, type Sort } from './bot-filters.ts';
import { stateInWords } from './bot-state.ts';
import { CursorText, CursorTime, readCursor, writeCursor } from './cursor.ts';
import { defineCommand } from './declare.ts';
import { Cursor, Limit } from './inputs.ts';
import { mayActOn } from './rights.ts';

const Row = z.object({
  username: z.string(),
  display_name: z.string(),
  token_count: z.int(),
  created_at: z.date(),
  owner: z.string(),
  /** "active", "disabled, offered to bob", "deleted". */
  state: z.string(),
  /** Its name in each service, by `type:external id`. */
  identities: z.record(z.string(), z.string()),
  /** Whether who asks may change it. */
  is_mine: z.boolean(),
});

type Row = z.output<typeof Row>;

/** What a bot is sorted by, as it stands in a cursor. */
const VALUES = { username: CursorText, created: CursorTime, owner: CursorText, tokens: z.int32().min(0) };

/** As many columns as Slack takes in a table, and as many lines as fit a message there. */
const MOST_COLUMNS = 20;
const MOST_LINES = 40;

export const botsList = defineCommand({
  name: 'bots list',
  title: 'Bots',
  summary: 'List the bots of the organization.',
  example: 'bots list --sort tokens --desc',
  effect: 'read',
  confirm: false,
  scope: 'bots:read',
  by: 'either',
  http: 'GET /api/v1/bots',
  input: z.strictObject({ ...BOT_FILTERS, limit: Limit, cursor: Cursor }),
  positional: [],
  output: z.object({
    bots: z.array(Row),
    /** Every service in which a bot has an identity. */
    services: z.array(z.string()),
    total: z.int(),
    next_cursor: z.string().nullable(),
    /** What was asked for, to be asked again with the cursor. */
    filters: z.record(z.string(), z.string()),
  }),

  async run({ db, clock, actor }, { limit, cursor, ...asked }) {
    const now = clock.now();
    const { after, at = now } = cursor === undefined ? {} : startOf(asked.sort, cursor);
    const filter = filterOf(asked);
    const order = { sort: asked.sort, descending: asked.desc };
    const found = await bots.list(db, { ...filter, ...order, after, at, limit: limit + 1 });
    const page = found.slice(0, limit);
    const named = await identities.ofBots(
      db,
      page.map(({ id }) => id),
    );
    const last = page.at(-1);
    return {
      bots: page.map((bot) => ({
        username: bot.username,
        display_name: bot.display_name,
        token_count: bot.token_count,
        created_at: bot.created_at,
        owner: bot.owner_name,
        state: stateInWords(bot, now),
        identities: Object.fromEntries(
          named.filter(({ bot_id }) => bot_id === bot.id).map((each) => [keyOf(each), each.value]),
        ),
        is_mine: !bot.deleted_at && mayActOn(actor, bot) && actor.scopes.has('bots:write'),
      })),
      services: (await identities.servicesInUse(db)).map(keyOf),
      total: await bots.count(db, filter),
      next_cursor: found.length > limit && last ? endOf(asked.sort, last, at) : null,
      filters: given(asked),
    };
  },

  say({ bots: rows, services, total, next_cursor: cursor, filters }, { actor }) {
    const isFiltered = Object.keys(filters).some((name) => name !== 'sort' && name !== 'desc');
    if (total === 0) return { text: isFiltered ? NONE_FITS : NONE_YET };
    const some = say`${counted(total, 'bot')}${isFiltered ? (total === 1 ? ' that fits' : ' that fit') : ''}`;
    const hidden = services.slice(MOST_COLUMNS - COLUMNS.length).length;
    return {
      text: rows.length < total ? say`${some}, ${rows.length} of them here.` : say`${some}.`,
      table: tableOf(rows, services, actor.timeZone),
      ...(hidden > 0
        ? { note: say`${counted(hidden, 'more service')}: ${command('bots show')} has them.` }
        : {}),
      ...(cursor === null
        ? {}
        : { buttons: [{ label: 'More', command: 'bots list', input: { ...filters, cursor } }] }),
    };
  },
});

const NONE_YET = say`No bots yet. Make the first: ${command('bots create steve')}`;
const NONE_FITS = say`No bot fits. ${command('bots list')} shows them all.`;

const COLUMNS = ['Username', 'Token Count', 'Created At', 'Owner', 'State'];

function tableOf(rows: Row[], services: string[], timeZone: string): Table {
  const shown = services.slice(0, MOST_COLUMNS - COLUMNS.length);
  return {
    columns: [...COLUMNS, ...shown],
    rows: rows.map((bot) => [
      say`${bold(bot.username)}`,
      say`${bot.token_count}`,
      say`${stamp(bot.created_at, timeZone)}`,
      say`${bot.owner}`,
      say`${bot.state}`,
      ...shown.map((service) => say`${bot.identities[service] ?? ''}`),
    ]),
    ...(rows.length <= MOST_LINES ? { lines: rows.map(lineOf) } : {}),
  };
}

function lineOf(bot: Row): Line {
  const names: Text[] = Object.entries(bot.identities).map(
    ([service, value]) => say`· ${code(service)} ${value}`,
  );
  return {
    text: joined(
      say`${bold(bot.username)} · ${bot.owner} · ${counted(bot.token_count, 'token')} · ${bot.state}`,
      ...names,
    ),
    ...(bot.is_mine
      ? { buttons: [{ label: 'Show', command: 'bots show', input: { username: bot.username } }] }
      : {}),
  };
}

const keyOf = (service: { service_type: string; external_id: string }): string =>
  `${service.service_type}:${service.external_id}`;

/** A cursor, with the time as of which tokens are counted while a list goes on. */
function endOf(sort: Sort, bot: bots.Bot, at: Date): string {
  const value = {
    username: bot.username,
    created: bot.created_at.getTime(),
    owner: bot.owner_name,
    tokens: bot.token_count,
  }[sort];
  return writeCursor([sort, value, bot.id, at.getTime()]);
}

function startOf(sort: Sort, cursor: string): { after: bots.BotCursor; at: Date | undefined } {
  const parts = z.tuple([z.literal(sort), VALUES[sort], z.guid(), CursorTime]);
  const [, value, id, at] = readCursor(parts, cursor, 'bots list');
  return {
    after: { value: sort === 'created' ? new Date(value) : value, id },
    at: sort === 'tokens' ? new Date(at) : undefined,
  };
}
