import { requestHeaders, placeOfHeaders } from '../../core/webhook-request.ts';
import type { Post, Vault } from '../../core/ports.ts';
import type { Secret } from '../../core/secret.ts';
import type { Db } from '../../store/database.ts';
import type { Due } from '../../store/deliveries.ts';
import type { Held } from '../../store/webhook-leases.ts';
import * as webhookSecrets from '../../store/webhook-secrets.ts';

/** A webhook, and what its requests are made with. */
export interface Target {
  webhook: Held;
  /** The oldest first. */
  secrets: { secret: Secret; expiresAt: Date | null }[];
  own: Secret | null;
}

export async function readTarget(across: Db, webhook: Held, vault: Vault, at: Date): Promise<Target> {
  const live = await webhookSecrets.listLive(across, webhook, at);
  return {
    webhook,
    secrets: live.map((row) => ({
      secret: vault.unseal(row.sealed, webhookSecrets.placeOf(row)),
      expiresAt: row.expires_at,
    })),
    own: webhook.headers === null ? null : vault.unseal(webhook.headers, placeOfHeaders(webhook)),
  };
}

/** The request of the next attempt, signed as of `at` over the very bytes that are kept. */
export function postOf(
  { webhook, secrets, own }: Target,
  { id, event_id: event, type, attempts }: Due,
  { body, at, traceparent }: { body: string; at: Date; traceparent: string | undefined },
): Omit<Post, 'signal'> {
  const living = secrets.filter(({ expiresAt }) => !expiresAt || expiresAt > at);
  const headers = requestHeaders({
    scheme: webhook.scheme,
    secrets: living.map(({ secret }) => secret),
    own,
    event: { id: event, type },
    delivery: id,
    attempt: attempts + 1,
    at,
    body,
    traceparent,
  });
  return { url: webhook.url, headers, body, timeoutMs: webhook.timeout_ms };
}
