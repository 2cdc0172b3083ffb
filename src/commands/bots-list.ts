import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import { BOT_NAME } from '../core/names.ts';
import { bold, command, counted, say } from '../core/text.ts';
import { stamp } from '../core/times.ts';
import * as bots from '../store/bots.ts';
import { defineCommand } from './declare.ts';
import { Cursor, Limit } from './inputs.ts';

const Row = z.object({ username: z.string(), token_count: z.int(), created_at: z.date(), owner: z.string() });

export const botsList = defineCommand({
  name: 'bots list',
  title: 'Bots',
  summary: 'List the bots of the organization.',
  example: 'bots list',
  effect: 'read',
  confirm: false,
  scope: 'bots:read',
  by: 'either',
  http: 'GET /api/v1/bots',
  input: z.strictObject({ limit: Limit, cursor: Cursor }),
  positional: [],
  output: z.object({ bots: z.array(Row), total: z.int(), next_cursor: z.string().nullable() }),

  async run({ db, clock }, { limit, cursor }) {
    if (cursor !== undefined && !BOT_NAME.test(cursor)) {
      throw new AppError(
        'invalid_input',
        say`This page is not there any more. ${command('bots list')} begins anew.`,
        {
          field: 'cursor',
        },
      );
    }
    const found = await bots.list(db, { after: cursor, limit: limit + 1, at: clock.now() });
    const page = found.slice(0, limit);
    return {
      bots: page.map((bot) => ({
        username: bot.username,
        token_count: bot.token_count,
        created_at: bot.created_at,
        owner: bot.owner_name,
      })),
      total: await bots.count(db),
      next_cursor: found.length > limit ? (page.at(-1)?.username ?? null) : null,
    };
  },

  say({ bots: rows, total, next_cursor: cursor }, { actor }) {
    if (total === 0) return { text: say`No bots yet. Make the first: ${command('bots create steve')}` };
    return {
      text:
        rows.length < total
          ? say`${counted(total, 'bot')}, ${rows.length} of them here.`
          : say`${counted(total, 'bot')}.`,
      table: {
        columns: ['Username', 'Token Count', 'Created At', 'Owner'],
        rows: rows.map((bot) => [
          say`${bold(bot.username)}`,
          say`${bot.token_count}`,
          say`${stamp(bot.created_at, actor.timeZone)}`,
          say`${bot.owner}`,
        ]),
      },
      ...(cursor === null ? {} : { buttons: [{ label: 'More', command: 'bots list', input: { cursor } }] }),
    };
  },
});
