import { z } from 'zod';
import { nameOf } from '../core/actor.ts';
import { bold, command, counted, say, type Text } from '../core/text.ts';
import { absolute } from '../core/times.ts';
import * as bots from '../store/bots.ts';
import { defineCommand } from './declare.ts';
import { emit } from './emit.ts';
import { toldBot } from './happened.ts';
import { BotRef } from './inputs.ts';

export const botsDisable = defineCommand({
  name: 'bots disable',
  title: 'Disable a bot',
  summary: 'Have every token of a bot refused until it is enabled again.',
  example: 'bots disable steve',
  effect: 'write',
  confirm: false,
  scope: 'bots:write',
  by: 'either',
  http: 'POST /api/v1/bots/:username/disable',
  input: z.strictObject({ username: BotRef }),
  positional: ['username'],
  output: z.object({
    username: z.string(),
    token_count: z.int(),
    /** When it was disabled before; null when this did it. */
    disabled_before: z.date().nullable(),
  }),

  async run(context, { username: bot }) {
    const { db, clock, actor, forget } = context;
    if (!bot.disabled_at) {
      await bots.update(db, bot.id, { disabled_at: clock.now() });
      await emit(context, bot, 'bot.disabled', { bot: toldBot(bot), by: nameOf(actor) });
    }
    forget({ bots: [bot.id] });
    return { username: bot.username, token_count: bot.token_count, disabled_before: bot.disabled_at };
  },

  say({ username, token_count: count, disabled_before: before }, { actor }) {
    const done = before
      ? say`${bold(username)} was disabled on ${absolute(before, actor.timeZone)} already.`
      : say`${bold(username)} is disabled. ${meanwhile(count)}`;
    return {
      text: say`${done} To end that: ${command(`bots enable ${username}`)}`,
      buttons: [{ label: 'Enable', command: 'bots enable', input: { username } }],
    };
  },
});

function meanwhile(count: number): Text {
  if (count === 0) return say`It has no token, and one that is issued now is refused as well.`;
  return count === 1
    ? say`Its token is refused as of now, and not revoked.`
    : say`Its ${counted(count, 'token')} are refused as of now, and not revoked.`;
}
