import type { Secret } from '../core/secret.ts';
import { placeOfHeaders } from '../core/webhook-request.ts';
import * as webhookSecrets from '../store/webhook-secrets.ts';
import type { WebhookRow } from '../store/webhooks.ts';
import type { Context } from './declare.ts';

/** What the requests of a webhook are made with: secrets that live, the oldest first, and headers of its own. */
export async function keysOf(
  { db, clock, vault }: Pick<Context, 'db' | 'clock' | 'vault'>,
  webhook: Pick<WebhookRow, 'organization_id' | 'id' | 'headers'>,
): Promise<{ secrets: Secret[]; own: Secret | null }> {
  const live = await webhookSecrets.listLive(db, webhook, clock.now());
  return {
    secrets: live.map((each) => vault.unseal(each.sealed, webhookSecrets.placeOf(each))),
    own: webhook.headers === null ? null : vault.unseal(webhook.headers, placeOfHeaders(webhook)),
  };
}
