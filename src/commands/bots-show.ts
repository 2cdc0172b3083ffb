import { z } from 'zod';
import type { Button } from '../core/document.ts';
import { bold, code, command, say } from '../core/text.ts';
import { absolute, absoluteAndRelative } from '../core/times.ts';
import { shortId } from '../core/tokens.ts';
import { listActive } from '../store/token-list.ts';
import { defineCommand } from './declare.ts';
import { BotRef } from './inputs.ts';
import { mayActOn } from './rights.ts';

/** Tokens shown with a bot; `tokens list` has them all. */
const SHOWN = 10;

const Row = z.object({ id: z.string(), label: z.string().nullable(), expires_at: z.date() });

export const botsShow = defineCommand({
  name: 'bots show',
  title: 'Show a bot',
  summary: 'Show a bot, its owner and its tokens.',
  example: 'bots show steve',
  effect: 'read',
  confirm: false,
  scope: 'bots:read',
  by: 'either',
  http: 'GET /api/v1/bots/:username',
  input: z.strictObject({ username: BotRef }),
  positional: ['username'],
  output: z.object({
    username: z.string(),
    display_name: z.string(),
    owner: z.string(),
    created_at: z.date(),
    token_count: z.int(),
    tokens: z.array(Row),
    /** Whether who asks may issue and revoke its tokens. */
    is_mine: z.boolean(),
  }),

  async run({ db, clock, actor }, { username: bot }) {
    const found = await listActive(db, { at: clock.now(), limit: SHOWN, bot: bot.id });
    return {
      username: bot.username,
      display_name: bot.display_name,
      owner: bot.owner_name,
      created_at: bot.created_at,
      token_count: bot.token_count,
      tokens: found.map(({ id, label, expires_at }) => ({ id, label, expires_at })),
      is_mine: mayActOn(actor, bot) && actor.scopes.has('tokens:write'),
    };
  },

  say(bot, { actor, now }) {
    return {
      text: say`${bold(bot.username)}`,
      facts: [
        ['Owner', say`${bot.owner}`],
        ['Created', say`${absolute(bot.created_at, actor.timeZone)}`],
        ['Tokens', say`${bot.token_count}`],
      ],
      lines: bot.tokens.map((token) => ({
        text: say`${code(shortId(token.id))} · ${token.label ?? 'no label'} · ends ${absoluteAndRelative(token.expires_at, actor.timeZone, now)}`,
        ...(bot.is_mine ? { buttons: [revokeButton(token, bot.username)] } : {}),
      })),
      ...(bot.is_mine && bot.token_count === 0
        ? { note: say`It has no token yet: ${command(`tokens issue -u ${bot.username} -e 100d`)}` }
        : {}),
      ...(bot.is_mine
        ? {
            buttons: [{ label: 'Issue a token', command: 'tokens issue', input: { username: bot.username } }],
          }
        : {}),
    };
  },
});

/** Unlike a typed `tokens revoke`, a press asks first: a finger slips more easily than an id is typed. */
function revokeButton({ id, label }: z.output<typeof Row>, username: string): Button {
  return {
    label: 'Revoke',
    command: 'tokens revoke',
    input: { id },
    danger: true,
    confirm: {
      title: 'Revoke this token?',
      text: say`${code(shortId(id))} of ${bold(username)}${label === null ? '' : `, ${label},`} is refused everywhere at once, for good.`,
      yes: 'Revoke',
      no: 'Keep',
    },
  };
}
