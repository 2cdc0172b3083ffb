import { z } from 'zod';
import { nameOf } from '../core/actor.ts';
import { bold, command, counted, say, type Text } from '../core/text.ts';
import { absolute } from '../core/times.ts';
import * as bots from '../store/bots.ts';
import { defineCommand } from './declare.ts';
import { emit } from './emit.ts';
import { toldBot } from './happened.ts';
import { BotRef } from './inputs.ts';

export const botsEnable = defineCommand({
  name: 'bots enable',
  title: 'Enable a bot',
  summary: 'Let the tokens of a disabled bot work again.',
  example: 'bots enable steve',
  effect: 'write',
  confirm: false,
  scope: 'bots:write',
  by: 'either',
  http: 'POST /api/v1/bots/:username/enable',
  input: z.strictObject({ username: BotRef }),
  positional: ['username'],
  output: z.object({
    username: z.string(),
    token_count: z.int(),
    /** Since when it was disabled; null when it was not. */
    disabled_since: z.date().nullable(),
  }),

  async run(context, { username: bot }) {
    const { db, actor, forget } = context;
    if (bot.disabled_at) {
      await bots.update(db, bot.id, { disabled_at: null });
      await emit(context, bot, 'bot.enabled', { bot: toldBot(bot), by: nameOf(actor) });
    }
    forget({ bots: [bot.id] });
    return { username: bot.username, token_count: bot.token_count, disabled_since: bot.disabled_at };
  },

  say({ username, token_count: count, disabled_since: since }, { actor }) {
    const done = since
      ? say`${bold(username)} is enabled again; it was disabled on ${absolute(since, actor.timeZone)}.`
      : say`${bold(username)} was not disabled.`;
    return {
      text: say`${done} ${tokensOf(username, count)}`,
      buttons: [{ label: 'Show', command: 'bots show', input: { username } }],
    };
  },
});

function tokensOf(username: string, count: number): Text {
  if (count === 0) return say`It has no token: ${command(`tokens issue -u ${username} -e 100d`)}`;
  return count === 1 ? say`Its token works.` : say`Its ${counted(count, 'token')} work.`;
}
