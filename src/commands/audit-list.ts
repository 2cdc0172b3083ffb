import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import { bold, code, command, counted, say, type Text } from '../core/text.ts';
import { stamp } from '../core/times.ts';
import { shortId } from '../core/tokens.ts';
import * as audit from '../store/audit.ts';
import { defineCommand } from './declare.ts';
import { Cursor, hints, Limit } from './inputs.ts';
import { moment, momentOf } from './moments.ts';

const MAX = 100;

const filter = (label: string, hint: string, placeholder: string) =>
  z.string().trim().min(1).max(MAX).register(hints, { label, hint, placeholder });

const Row = z.object({
  id: z.string(),
  /** Its place in the chain; null until it is sealed. */
  sequence: z.int().nullable(),
  at: z.date(),
  actor: z.string(),
  actor_kind: z.enum(['member', 'bot', 'system']),
  actor_id: z.string().nullable(),
  command: z.string(),
  target: z.string().nullable(),
  subject: z.string().nullable(),
  outcome: z.string(),
  count: z.int(),
  surface: z.string(),
  note: z.string().nullable(),
});

type Row = z.output<typeof Row>;

export const auditList = defineCommand({
  name: 'audit list',
  title: 'Audit log',
  summary: 'List what was done and what was refused, newest first.',
  example: 'audit list --since 7d',
  effect: 'read',
  audited: true,
  confirm: false,
  scope: 'audit:read',
  by: 'either',
  http: 'GET /api/v1/audit',
  input: z.strictObject({
    actor: filter('Who', 'The name of a person or a bot.', 'alice').optional(),
    command: filter('Command', 'What was asked.', 'tokens revoke').optional(),
    target: filter('Target', 'The bot or token that it was done to.', 'steve').optional(),
    outcome: filter('Outcome', 'What came of it: done, or the code of a refusal.', 'done').optional(),
    since: moment('Since', 'From then on: a time ago, or a date.', '7d').optional(),
    until: moment('Until', 'Up to then: a time ago, or a date.', '1d').optional(),
    limit: Limit,
    cursor: Cursor,
  }),
  positional: [],
  output: z.object({
    entries: z.array(Row),
    next_cursor: z.string().nullable(),
    /** As they were asked for. */
    filters: z.record(z.string(), z.string()),
  }),

  async run({ db, clock }, { limit, cursor, since, until, ...asked }) {
    const at = (text: string | undefined) => (text === undefined ? undefined : momentOf(text, clock.now()));
    const filters = { ...asked, actor: asked.actor?.replace(/^@/, '') };
    const after = cursor === undefined ? undefined : readCursor(cursor);
    const found = await audit.list(
      db,
      { ...filters, since: at(since), until: at(until) },
      { limit: limit + 1, after },
    );
    const page = found.slice(0, limit);
    const last = found.length > limit ? page.at(-1) : undefined;
    return {
      entries: page.map(rowOf),
      next_cursor: last ? `${last.at.getTime()}.${last.id}` : null,
      filters: Object.fromEntries(
        Object.entries({ ...asked, since, until }).flatMap(([name, value]) =>
          value === undefined ? [] : [[name, value]],
        ),
      ),
    };
  },

  say({ entries, next_cursor: cursor, filters }, { actor: { timeZone } }) {
    const filtered = Object.keys(filters).length > 0;
    if (entries.length === 0) {
      return filtered
        ? { text: say`Nothing in the audit log fits. ${command('audit list')} shows all of it.` }
        : { text: say`There is nothing in the audit log yet.` };
    }
    const input = { ...filters, cursor: cursor ?? '' };
    return {
      text: say`${counted(entries.length, 'row')} of the audit log${filtered ? ' that fit' : ''}, newest first.`,
      table: {
        columns: ['Time', 'Who', 'What', 'Target', 'Outcome', 'Surface'],
        rows: entries.map((entry) => cells(entry, timeZone)),
      },
      ...(cursor === null ? {} : { buttons: [{ label: 'More', command: 'audit list', input }] }),
    };
  },
});

function cells(entry: Row, zone: string): Text[] {
  const times = entry.count === 1 ? '' : ` (${entry.count} times)`;
  return [
    say`${stamp(entry.at, zone)}`,
    say`${bold(entry.actor)}`,
    say`${code(entry.command)}`,
    say`${entry.target === null ? '' : isId(entry.target) ? shortId(entry.target) : entry.target}`,
    say`${entry.outcome}${times}`,
    say`${entry.surface}`,
  ];
}

const isId = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);

function rowOf(entry: audit.AuditEntry): Row {
  const {
    id,
    at,
    actor_kind,
    actor_id,
    command: asked,
    target,
    subject,
    outcome,
    count,
    surface,
    note,
  } = entry;
  const sequence = entry.sequence === null ? null : Number(entry.sequence);
  const who = { actor: entry.actor_name, actor_kind, actor_id };
  return { id, sequence, at, ...who, command: asked, target, subject, outcome, count, surface, note };
}

function readCursor(cursor: string): audit.AuditCursor {
  const [, time, id] = /^(\d{1,15})\.(.*)$/.exec(cursor) ?? [];
  if (time !== undefined && id !== undefined && isId(id)) return { at: new Date(Number(time)), id };
  throw new AppError(
    'invalid_input',
    say`This page is not there any more. ${command('audit list')} begins anew.`,
    { field: 'cursor' },
  );
}
