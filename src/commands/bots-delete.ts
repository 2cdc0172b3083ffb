import { z } from 'zod';
import { nameOf } from '../core/actor.ts';
import { bold, counted, say, type Text } from '../core/text.ts';
import * as bots from '../store/bots.ts';
import * as webhooks from '../store/webhooks.ts';
import { defineCommand } from './declare.ts';
import { emit } from './emit.ts';
import { endAllOf } from './end-all.ts';
import { toldBot } from './happened.ts';
import { BotRef } from './inputs.ts';
import { keepUserInStep } from './matrix-users.ts';
import { NO_OFFER } from './offer.ts';
import { deleteWebhooks } from './webhook-endings.ts';

export const botsDelete = defineCommand({
  name: 'bots delete',
  title: 'Delete a bot',
  summary: 'Delete a bot and revoke all its tokens.',
  example: 'bots delete steve',
  effect: 'destroy',
  confirm: true,
  scope: 'bots:write',
  by: 'either',
  http: 'DELETE /api/v1/bots/:username',
  input: z.strictObject({ username: BotRef }),
  positional: ['username'],
  output: z.object({ username: z.string(), revoked_tokens: z.int(), deleted_webhooks: z.int() }),

  async question({ db }, { username: bot }) {
    const silent = silence((await webhooks.listOf(db, bot.id)).length);
    return {
      title: 'Delete this bot?',
      text: say`Delete ${bold(bot.username)}? ${consequence(bot.token_count)}${silent}, and the name is not given out again.`,
      yes: `Delete ${bot.username}`,
      no: 'Keep',
    };
  },

  async run(context, { username: bot }) {
    const { db, clock, actor, forget } = context;
    const all = await webhooks.listOf(db, bot.id);
    await deleteWebhooks(context, all);
    const revoked = await endAllOf(context, bot.id, 'deleted');
    await bots.update(db, bot.id, { deleted_at: clock.now(), ...NO_OFFER });
    await keepUserInStep(context, bot);
    const happened = { bot: toldBot(bot), by: nameOf(actor), revoked_tokens: revoked.length };
    await emit(context, bot, 'bot.deleted', happened);
    forget({ bots: [bot.id] });
    return { username: bot.username, revoked_tokens: revoked.length, deleted_webhooks: all.length };
  },

  say({ username, revoked_tokens: revoked, deleted_webhooks: hooks }) {
    const silent = hooks === 0 ? '' : ` Its ${hooks === 1 ? 'webhook is' : `${hooks} webhooks are`} deleted.`;
    return {
      text: say`${bold(username)} is deleted. ${aftermath(revoked)}${silent} Its name is not given out again.`,
    };
  },
});

function consequence(count: number): string {
  if (count === 0) return 'It has no tokens';
  return count === 1
    ? 'Its token stops working at once'
    : `Its ${counted(count, 'token')} stop working at once`;
}

function silence(webhookCount: number): string {
  if (webhookCount === 0) return '';
  return webhookCount === 1 ? ', its webhook goes silent' : `, its ${webhookCount} webhooks go silent`;
}

function aftermath(count: number): Text {
  if (count === 0) return say`It had no tokens.`;
  return count === 1
    ? say`Its token is refused as of now.`
    : say`Its ${counted(count, 'token')} are refused as of now.`;
}
