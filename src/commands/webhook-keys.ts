import type { Secret } from '../core/secret.ts';
import { placeOfHeaders, type SigningSecret } from '../core/webhook-request.ts';
import * as webhookSecrets from '../store/webhook-secrets.ts';
import type { WebhookRow } from '../store/webhooks.ts';
import type { Context } from './declare.ts';

/** What the requests of a webhook are made with. */
export interface Keys {
  /** Those that live, the oldest first. */
  secrets: SigningSecret[];
  /** Headers of its own, as they are sealed. */
  own: Secret | null;
}

export async function keysOf(
  { db, clock, vault }: Pick<Context, 'db' | 'clock' | 'vault'>,
  webhook: Pick<WebhookRow, 'organization_id' | 'id' | 'headers'>,
): Promise<Keys> {
  const live = await webhookSecrets.listLive(db, webhook, clock.now());
  return {
    secrets: live.map((each) => ({
      secret: vault.unseal(each.sealed, webhookSecrets.placeOf(each)),
      expiresAt: each.expires_at,
    })),
    own: webhook.headers === null ? null : vault.unseal(webhook.headers, placeOfHeaders(webhook)),
  };
}
