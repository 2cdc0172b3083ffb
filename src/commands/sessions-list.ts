import { z } from 'zod';
import type { Actor } from '../core/actor.ts';
import { AppError } from '../core/errors.ts';
import { bold, code, counted, say, type Text } from '../core/text.ts';
import { absolute, stamp } from '../core/times.ts';
import { shortId } from '../core/tokens.ts';
import * as sessions from '../store/sessions.ts';
import { CursorTime, readCursor, writeCursor } from './cursor.ts';
import { defineCommand } from './declare.ts';
import { Cursor, Limit, MemberRef } from './inputs.ts';

const Row = z.object({
  id: z.string(),
  name: z.string(),
  created_at: z.date(),
  opened_by: z.string(),
  /** When it was refreshed last, and from where; null when never. */
  refreshed_at: z.date().nullable(),
  address: z.string().nullable(),
  expires_at: z.date(),
  /** Whether this is asked with it. */
  is_current: z.boolean(),
});

type Row = z.output<typeof Row>;

const Person = MemberRef.optional();

export const sessionsList = defineCommand({
  name: 'sessions list',
  title: 'Sessions',
  summary: 'List where you are signed in outside of the chat; as an admin, also others.',
  example: 'sessions list',
  effect: 'read',
  confirm: false,
  scope: 'members:read',
  by: 'member',
  http: 'GET /api/v1/sessions',
  input: z.strictObject({ person: Person, limit: Limit, cursor: Cursor }),
  positional: ['person'],
  refuses: ['forbidden'],
  output: z.object({
    name: z.string(),
    sessions: z.array(Row),
    total: z.int(),
    next_cursor: z.string().nullable(),
  }),

  async run({ db, clock, actor }, { person, limit, cursor }) {
    const whose = person ?? (actor.kind === 'member' ? actor : undefined);
    if (!whose) throw new AppError('missing_input', say`Say whose sessions.`, { field: 'person' });
    if (actor.kind === 'member' && whose.id !== actor.id && actor.role !== 'admin')
      throw new AppError('forbidden', say`Only an admin sees the sessions of others.`, { field: 'person' });
    const wanted = { at: clock.now(), member: whose.id };
    const after = cursor === undefined ? undefined : startOf(cursor);
    const found = await sessions.list(db, { ...wanted, limit: limit + 1, after });
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      name: whose.name,
      sessions: page.map((session) => rowOf(session, actor)),
      total: await sessions.count(db, wanted),
      next_cursor: found.length > limit && last ? writeCursor([last.created_at.getTime(), last.id]) : null,
    };
  },

  say({ name, sessions: rows, total, next_cursor: cursor }, { actor: { timeZone } }) {
    if (total === 0)
      return {
        text: say`${bold(name)} is signed in nowhere outside of the chat. To be, on the machine of the server: ${code(`botmint session --for @${name}`)}`,
      };
    return {
      text: say`${counted(total, 'session')} of ${bold(name)}.`,
      table: {
        columns: ['Session ID', 'Since', 'Refreshed', 'From', 'Until', 'This One'],
        rows: rows.map((row) => cellsOf(row, timeZone)),
        lines: rows.map((row) => ({ text: lineOf(row, timeZone), buttons: [endOf(row)] })),
      },
      ...(cursor !== null && {
        buttons: [{ label: 'More', command: 'sessions list', input: { person: `@${name}`, cursor } }],
      }),
    };
  },
});

function rowOf(session: sessions.Session, actor: Actor): Row {
  const { id, name, created_at, opened_by, generation, address, expires_at } = session;
  const refreshed_at = generation > 1 ? session.refreshed_at : null;
  const is_current = actor.kind === 'member' && id === actor.sessionId;
  return { id, name, created_at, opened_by, refreshed_at, address, expires_at, is_current };
}

const cellsOf = (row: Row, zone: string): Text[] => [
  say`${code(row.id)}`,
  say`${stamp(row.created_at, zone)}`,
  say`${row.refreshed_at ? stamp(row.refreshed_at, zone) : ''}`,
  say`${row.address ?? ''}`,
  say`${stamp(row.expires_at, zone)}`,
  say`${row.is_current ? 'yes' : ''}`,
];

const lineOf = (row: Row, zone: string): Text =>
  say`${code(shortId(row.id))} · since ${absolute(row.created_at, zone)} · until ${absolute(row.expires_at, zone)}`;

const endOf = ({ id }: Row) => ({
  label: 'End',
  command: 'sessions revoke',
  input: { id },
  danger: true,
  confirm: {
    title: 'End this session?',
    text: say`Whoever uses ${code(shortId(id))} is signed out at once.`,
    yes: 'End it',
    no: 'Keep it',
  },
});

function startOf(cursor: string): { createdAt: Date; id: string } {
  const [time, id] = readCursor(z.tuple([CursorTime, z.guid()]), cursor, 'sessions list');
  return { createdAt: new Date(time), id };
}
