import { emit } from '../../commands/emit.ts';
import type { Deps } from '../../commands/execute.ts';
import { tell } from '../../commands/tell.ts';
import { system } from '../../core/actor.ts';
import type { Notice } from '../../core/notices.ts';
import * as deliveries from '../../store/deliveries.ts';
import * as members from '../../store/members.ts';
import type { Held } from '../../store/webhook-leases.ts';
import * as webhooks from '../../store/webhooks.ts';

/** Why a webhook is disabled by itself, and how that is said. */
const REASONS = {
  gone: 'it answered 410 Gone',
  told: 'it asked for that',
  failing: 'there was nothing but failures for five days',
} as const;

export type Reason = keyof typeof REASONS;

/** Disables a webhook: what waits is kept, its owner is told, and those that hear of it. */
export async function disable(held: Held, reason: Reason, deps: Deps): Promise<void> {
  await using transaction = deps.database.begin(held.organization_id, 'write');
  const { db } = transaction;
  const webhook = await webhooks.find(db, held.id);
  if (webhook?.status !== 'active') return;
  const at = deps.clock.now();
  await webhooks.update(db, held.id, { status: 'disabled', status_reason: reason, status_at: at, at });
  await deliveries.keepWaiting(db, held.id);
  const context = { ...deps, db, actor: system(held.organization_id, 'webhooks') };
  const which = { id: webhook.id, bot: webhook.username, name: webhook.name };
  const bot = { id: webhook.bot_id, owner_id: webhook.owner_id };
  await emit(context, bot, 'webhook.disabled', { webhook: which, reason: REASONS[reason] });
  await tellKeepers(context, webhook, {
    kind: 'webhook_disabled',
    webhook: webhook.id,
    reason: REASONS[reason],
  });
  await transaction.commit();
}

/** Tells whoever keeps the bot that its webhook will be disabled. Resolves with when that was. */
export async function warn(
  held: Held,
  { failing_since: since, failures, last_error }: FailingHealth,
  deps: Deps,
): Promise<Date> {
  await using transaction = deps.database.begin(held.organization_id, 'write');
  const { db } = transaction;
  const at = deps.clock.now();
  const webhook = await webhooks.find(db, held.id);
  if (!webhook || !since) return at;
  const context = { ...deps, db, actor: system(held.organization_id, 'webhooks') };
  const which = { id: webhook.id, bot: webhook.username, name: webhook.name };
  const bot = { id: webhook.bot_id, owner_id: webhook.owner_id };
  const failing = { webhook: which, since: since.toISOString(), failures, last_error: last_error ?? '' };
  await emit(context, bot, 'webhook.failing', failing);
  await tellKeepers(context, webhook, { kind: 'webhook_failing', webhook: webhook.id });
  await transaction.commit();
  return at;
}

interface FailingHealth {
  failing_since: Date | null;
  failures: number;
  last_error: string | null;
}

async function tellKeepers(
  context: Parameters<typeof tell>[0],
  { bot_id: bot }: webhooks.Webhook,
  notice: Notice,
): Promise<void> {
  for (const { keeper } of await members.keepersOf(context.db, [bot])) await tell(context, keeper, notice);
}
