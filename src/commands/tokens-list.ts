import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import { bold, code, command, counted, say, type Text } from '../core/text.ts';
import { stamp } from '../core/times.ts';
import * as tokens from '../store/tokens.ts';
import { defineCommand } from './declare.ts';
import { BotRef, Cursor, Limit } from './inputs.ts';

const Row = z.object({
  id: z.string(),
  username: z.string(),
  created_by: z.string(),
  expires_at: z.date(),
  label: z.string().nullable(),
});

export const tokensList = defineCommand({
  name: 'tokens list',
  title: 'Tokens',
  summary: 'List the tokens that are alive, by their ids.',
  example: 'tokens list',
  effect: 'read',
  confirm: false,
  scope: 'tokens:read',
  by: 'either',
  http: 'GET /api/v1/tokens',
  input: z.strictObject({ username: BotRef.optional(), limit: Limit, cursor: Cursor }),
  positional: ['username'],
  output: z.object({
    username: z.string().nullable(),
    tokens: z.array(Row),
    total: z.int(),
    next_cursor: z.string().nullable(),
  }),

  async run({ db, clock }, { username: bot, limit, cursor }) {
    const at = clock.now();
    const after = cursor === undefined ? undefined : readCursor(cursor);
    const found = await tokens.listActive(db, { at, limit: limit + 1, after, bot: bot?.id });
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      username: bot?.username ?? null,
      tokens: page.map((token) => ({
        id: token.id,
        username: token.username,
        created_by: token.created_by_name,
        expires_at: token.expires_at,
        label: token.label,
      })),
      total: await tokens.countActive(db, at, bot?.id),
      next_cursor: found.length > limit && last ? writeCursor(last) : null,
    };
  },

  say({ username, tokens: rows, total, next_cursor: cursor }, { actor }) {
    if (total === 0) return { text: none(username) };
    const of = username === null ? say`` : say` of ${bold(username)}`;
    return {
      text:
        rows.length < total
          ? say`${counted(total, 'token')}${of}, ${rows.length} of them here.`
          : say`${counted(total, 'token')}${of}.`,
      table: {
        columns: ['Token ID', 'User', 'Created By', 'Expires At', 'Label'],
        rows: rows.map((token) => [
          say`${code(token.id)}`,
          say`${bold(token.username)}`,
          say`${token.created_by}`,
          say`${stamp(token.expires_at, actor.timeZone)}`,
          say`${token.label ?? ''}`,
        ]),
      },
      ...(cursor === null
        ? {}
        : {
            buttons: [
              {
                label: 'More',
                command: 'tokens list',
                input: { cursor, ...(username === null ? {} : { username }) },
              },
            ],
          }),
    };
  },
});

function none(username: string | null): Text {
  return username === null
    ? say`No token is alive. Issue one: ${command('tokens issue')}`
    : say`${bold(username)} has no token that is alive. Issue one: ${command(`tokens issue -u ${username} -e 100d`)}`;
}

/** The page after this token: when it was made, in milliseconds, and its id. */
const writeCursor = (token: tokens.Token): string => `${token.created_at.getTime()}_${token.id}`;

function readCursor(cursor: string): tokens.TokenCursor {
  const match = /^(\d{1,15})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(cursor);
  if (!match?.[2]) {
    throw new AppError(
      'invalid_input',
      say`This page is not there any more. ${command('tokens list')} begins anew.`,
      {
        field: 'cursor',
      },
    );
  }
  return { createdAt: new Date(Number(match[1])), id: match[2] };
}
