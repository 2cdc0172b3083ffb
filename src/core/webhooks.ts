/** How a request is signed beside the Standard Webhooks headers, which are always there. */
export const SCHEMES = ['agentflow', 'agentflow-t', 'github', 'standard'] as const;
export type Scheme = (typeof SCHEMES)[number];

/** How often, and for how long, a failure is tried again. */
export const RETRIES = ['bot', 'standard', 'custom'] as const;
export type RetryName = (typeof RETRIES)[number];

/** As much as the body of one request holds, in bytes of UTF-8. */
export const PAYLOAD_BYTES = 256 * 1024;

export type WebhookStatus = 'active' | 'paused' | 'disabled';

/** What of a webhook's deliveries is told in order: of each room, all of them, or none. */
export type Ordering = 'room' | 'webhook' | 'none';
