import { z } from 'zod';
import { bold, counted, say } from '../core/text.ts';
import * as members from '../store/members.ts';
import { CursorText, readCursor, writeCursor } from './cursor.ts';
import { defineCommand } from './declare.ts';
import { Cursor, Limit } from './inputs.ts';

const Row = z.object({
  name: z.string(),
  role: z.enum(['admin', 'member', 'guest']),
  /** Who gave the role: the workspace or the homeserver that they are of, or an admin here. */
  role_from: z.enum(['workspace', 'homeserver', 'given']),
  bot_count: z.int(),
  is_deactivated: z.boolean(),
  /** Whether who asks may change the role. */
  is_changeable: z.boolean(),
});

type Row = z.output<typeof Row>;

/** As many lines as fit a message in Slack. */
const MOST_LINES = 40;

export const membersList = defineCommand({
  name: 'members list',
  title: 'People',
  summary: 'List the people of the organization, their roles and how many bots they own.',
  example: 'members list',
  effect: 'read',
  confirm: false,
  scope: 'members:read',
  by: 'either',
  http: 'GET /api/v1/members',
  input: z.strictObject({ limit: Limit, cursor: Cursor }),
  positional: [],
  output: z.object({ members: z.array(Row), total: z.int(), next_cursor: z.string().nullable() }),

  async run({ db, actor }, { limit, cursor }) {
    const after = cursor === undefined ? undefined : startOf(cursor);
    const found = await members.list(db, { limit: limit + 1, after });
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      members: page.map(({ id, name, role, bot_count, is_deactivated, ...row }) => ({
        name,
        role,
        role_from: giverIn(row),
        bot_count,
        is_deactivated,
        is_changeable:
          actor.scopes.has('members:write') && actor.kind === 'member' && actor.id !== id && !is_deactivated,
      })),
      total: await members.count(db),
      next_cursor: found.length > limit && last ? writeCursor([last.name, last.id]) : null,
    };
  },

  say({ members: rows, total, next_cursor: cursor }) {
    const people = total === 1 ? '1 person' : `${total} people`;
    return {
      text: rows.length < total ? say`${people}, ${rows.length} of them here.` : say`${people}.`,
      table: {
        columns: ['Name', 'Role', 'Given By', 'Bots', 'State'],
        rows: rows.map((row) => [
          say`${bold(row.name)}`,
          say`${row.role}`,
          say`${giverOf(row)}`,
          say`${row.bot_count}`,
          say`${row.is_deactivated ? 'deactivated' : 'active'}`,
        ]),
        ...(rows.length <= MOST_LINES ? { lines: rows.map(lineOf) } : {}),
      },
      ...(cursor === null
        ? {}
        : { buttons: [{ label: 'More', command: 'members list', input: { cursor } }] }),
    };
  },
});

function giverIn({ given_role, slack_user_id }: Pick<members.Member, 'given_role' | 'slack_user_id'>) {
  if (given_role !== null) return 'given' as const;
  return slack_user_id === null ? ('homeserver' as const) : ('workspace' as const);
}

const giverOf = ({ role_from }: Row): string =>
  role_from === 'given' ? 'an admin here' : `the ${role_from}`;

function lineOf(row: Row) {
  const state = row.is_deactivated ? ' · deactivated' : '';
  return {
    text: say`${bold(row.name)} · ${row.role}, by ${giverOf(row)} · ${counted(row.bot_count, 'bot')}${state}`,
    ...(row.is_changeable
      ? { buttons: [{ label: 'Set role', command: 'members set-role', input: { person: `@${row.name}` } }] }
      : {}),
  };
}

function startOf(cursor: string): { name: string; id: string } {
  const [name, id] = readCursor(z.tuple([CursorText, z.guid()]), cursor, 'members list');
  return { name, id };
}
