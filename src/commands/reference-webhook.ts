import { AppError } from '../core/errors.ts';
import { BOT_NAME } from '../core/names.ts';
import { bold, code, command, quoted, say } from '../core/text.ts';
import * as bots from '../store/bots.ts';
import * as webhooks from '../store/webhooks.ts';
import type { Context } from './declare.ts';
import { OFFERED, type Reference } from './reference.ts';
import { refuseIfEnded, refuseUnlessMine, withinReach } from './rights.ts';

/** What a webhook is called: `steve/default`. */
export const nameOfWebhook = ({ username, name }: { username: string; name: string }): string =>
  `${username}/${name}`;

/**
 * A webhook by its bot where that has one, as `steve/audit` where it has several, or by its id. An address can be as
 * good as a password, so it may be looked at, too, only by those who may act on its bot.
 */
export const webhookReference: Reference<webhooks.Webhook> = {
  async find(context, { field, text, purpose, anyones }) {
    const { db, actor } = context;
    const webhook = await oneWebhook(context, field, text.trim().replace(/^@/, '').toLowerCase());
    const refuse = (found: webhooks.Webhook): void =>
      refuseUnlessMine(actor, { ...found, id: found.bot_id }, field);
    if (!anyones) refuse(webhook);
    if (purpose !== 'change') return webhook;
    await bots.lock(db, webhook.bot_id);
    await refuseIfEnded(context);
    // It may have been deleted while we waited, or its bot given away.
    const locked = await webhooks.find(db, webhook.id);
    if (!locked) throw unknownWebhook(field, text);
    if (!anyones) refuse(locked);
    return locked;
  },

  async choices({ db, actor }, like) {
    const { bot, owner } = withinReach(actor);
    const found = await webhooks.list(db, { limit: OFFERED, bot: bot?.id, owner, like });
    return found.map((webhook) => ({ value: nameOfWebhook(webhook), label: nameOfWebhook(webhook) }));
  },
};

async function oneWebhook({ db, clock }: Context, field: string, text: string): Promise<webhooks.Webhook> {
  const [username = '', name] = text.split('/');
  const bot = BOT_NAME.test(username) ? await bots.findByUsername(db, username, clock.now()) : undefined;
  if (bot && !bot.deleted_at) {
    const all = await webhooks.listOf(db, bot.id);
    const [found, other] = name === undefined ? all : all.filter((each) => each.name === name);
    if (found && !other) return found;
    if (!found) throw name === undefined ? noWebhook(field, username) : unknownWebhook(field, text);
    throw whichOne(field, username, all);
  }
  const found = /^[0-9a-f-]{6,36}$/.test(text) ? await webhooks.findByPartOfId(db, text, 2) : [];
  if (found.length !== 1 || !found[0]) throw unknownWebhook(field, text);
  return found[0];
}

function noWebhook(field: string, username: string): AppError {
  const sentence = say`${bold(username)} has no webhook. Give it one: ${command(`webhooks set ${username} https://example.com/hook`)}`;
  return new AppError('unknown_webhook', sentence, { field });
}

function whichOne(field: string, username: string, all: readonly webhooks.Webhook[]): AppError {
  const names = all.flatMap((each, index) => [...say`${index ? ', ' : ''}`, code(nameOfWebhook(each))]);
  const sentence = say`${bold(username)} has ${String(all.length)} webhooks: ${names}. Say which.`;
  return new AppError('unknown_webhook', sentence, { field });
}

function unknownWebhook(field: string, text: string): AppError {
  const sentence = say`There is no webhook ${quoted(text)}. ${command('webhooks list')} shows those there are.`;
  return new AppError('unknown_webhook', sentence, { field });
}
