import { emit } from '../../commands/emit.ts';
import type { Deps } from '../../commands/execute.ts';
import { toldWebhook } from '../../commands/happened.ts';
import { tell } from '../../commands/tell.ts';
import { system } from '../../core/actor.ts';
import type { Notice } from '../../core/notices.ts';
import type { Health } from '../../core/webhook-health.ts';
import * as bots from '../../store/bots.ts';
import * as members from '../../store/members.ts';
import type { Held } from '../../store/webhook-leases.ts';
import * as waiting from '../../store/webhook-waiting.ts';
import * as webhooks from '../../store/webhooks.ts';

/** Why a webhook is disabled by itself, and how that is said. */
const REASONS = {
  gone: 'it answered 410 Gone',
  told: 'it asked for that',
  failing: 'there was nothing but failures for five days',
} as const;

export type Reason = keyof typeof REASONS;

/** Disables a webhook: what waits is kept, its owner is told, and those that hear of it. */
export async function disable(held: Held, health: Health, reason: Reason, deps: Deps): Promise<void> {
  await using transaction = deps.database.begin(held.organization_id, 'write');
  const { db } = transaction;
  await bots.lock(db, held.bot_id);
  const webhook = await webhooks.find(db, held.id);
  // Somebody who has seen to it since knows better than an answer to what was sent before.
  if (webhook?.status !== 'active' || webhook.version !== held.version) return;
  const at = deps.clock.now();
  const disabled = { status: 'disabled', status_reason: reason, status_at: at, updated_at: at } as const;
  await webhooks.update(db, held.id, { ...disabled, ...health });
  await waiting.keep(db, [held.id]);
  const context = { ...deps, db, actor: system(held.organization_id, 'webhooks') };
  await emit(context, botOf(webhook), 'webhook.disabled', {
    webhook: toldWebhook(webhook),
    reason: REASONS[reason],
  });
  const notice = { kind: 'webhook_disabled', webhook: webhook.id, reason: REASONS[reason] } as const;
  await tellKeepers(context, webhook, notice);
  await transaction.commit();
}

/** Tells whoever keeps the bot that its webhook will be disabled. */
export async function warn(held: Held, health: Health, deps: Deps): Promise<void> {
  const { failing_since: since, failures, last_error } = health;
  await using transaction = deps.database.begin(held.organization_id, 'write');
  const { db } = transaction;
  const webhook = await webhooks.find(db, held.id);
  if (!webhook || !since) return;
  const context = { ...deps, db, actor: system(held.organization_id, 'webhooks') };
  await emit(context, botOf(webhook), 'webhook.failing', {
    webhook: toldWebhook(webhook),
    since: since.toISOString(),
    failures,
    last_error: last_error ?? 'failed',
  });
  await tellKeepers(context, webhook, { kind: 'webhook_failing', webhook: webhook.id });
  await transaction.commit();
}

const botOf = ({ bot_id, owner_id }: webhooks.Webhook) => ({ id: bot_id, owner_id });

async function tellKeepers(
  context: Parameters<typeof tell>[0],
  { bot_id: bot }: webhooks.Webhook,
  notice: Notice,
): Promise<void> {
  for (const { keeper } of await members.keepersOf(context.db, [bot])) await tell(context, keeper, notice);
}
