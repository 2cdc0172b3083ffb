import type { Id } from '../core/ids.ts';
import * as waiting from '../store/webhook-waiting.ts';
import * as webhooks from '../store/webhooks.ts';
import type { Context } from './declare.ts';
import { emit } from './emit.ts';
import { toldWebhook } from './happened.ts';
import { UNTRIED } from './webhook-changes.ts';

/** Deletes webhooks of a locked bot, with all that waits or is kept for them. Resolves with how much that was. */
export async function deleteWebhooks(
  { db, clock, forget }: Context,
  all: readonly webhooks.Webhook[],
): Promise<number> {
  const at = clock.now();
  for (const { id } of all) await webhooks.update(db, id, { deleted_at: at, updated_at: at });
  forget({ bots: all.map(({ bot_id: bot }) => bot) });
  const ids = all.map(({ id }) => id);
  return ids.length === 0 ? 0 : waiting.drop(db, ids, at, { kept: true });
}

/**
 * Disables the webhooks of a locked bot that has a new owner: its address is the one before's, who would go on hearing.
 * Resolves with their names.
 */
export async function disableWebhooksOf(
  context: Context,
  bot: { id: Id<'bot'>; owner_id: Id<'member'> },
): Promise<string[]> {
  const { db, clock } = context;
  const at = clock.now();
  const all = await webhooks.listOf(db, bot.id);
  for (const webhook of all.filter(({ status }) => status !== 'disabled')) {
    const disabled = { status: 'disabled', status_reason: 'transferred', status_at: at } as const;
    await webhooks.update(db, webhook.id, { ...disabled, ...UNTRIED, updated_at: at });
    await waiting.keep(db, [webhook.id]);
    const happened = { webhook: toldWebhook(webhook), reason: 'its bot has a new owner' };
    await emit(context, bot, 'webhook.disabled', happened);
  }
  return all.map(({ name }) => name);
}
