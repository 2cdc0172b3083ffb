import type { Keys } from '../../commands/webhook-keys.ts';
import type { Post } from '../../core/ports.ts';
import { requestHeaders } from '../../core/webhook-request.ts';
import type { Due } from '../../store/deliveries.ts';
import type { Held } from '../../store/webhook-leases.ts';

/** A webhook, and what its requests are made with. */
export interface Target extends Keys {
  webhook: Held;
}

/** The request of the next attempt, signed as of `at` over the very bytes that are kept. */
export function postOf(
  { webhook, secrets, own }: Target,
  { id, event_id: event, type, attempts }: Due,
  { body, at, traceparent }: { body: string; at: Date; traceparent: string | undefined },
): Omit<Post, 'signal'> {
  const headers = requestHeaders({
    scheme: webhook.scheme,
    secrets,
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
