import { z } from 'zod';
import { say, type Text } from '../core/text.ts';
import { absolute, absoluteAndRelative } from '../core/times.ts';
import { SCHEMES } from '../core/webhooks.ts';
import type { Webhook } from '../store/webhooks.ts';
import type { View } from './declare.ts';

export const HEALTH = ['working', 'failing', 'untried', 'paused', 'disabled', 'waiting'] as const;
export type Health = (typeof HEALTH)[number];

const REASONS = ['asked', 'gone', 'failing', 'told', 'transferred'] as const;

/** A webhook as it is told: all but its secrets. */
export const WebhookShape = z.object({
  id: z.string(),
  username: z.string(),
  name: z.string(),
  url: z.string(),
  scheme: z.enum(SCHEMES),
  /** Empty: all, also those that there are later. */
  events: z.array(z.string()),
  hears: z.enum(['own', 'all']),
  header_names: z.array(z.string()),
  ordering: z.enum(['none', 'room', 'webhook']),
  max_in_flight: z.int(),
  rate: z.int().nullable(),
  /** Seconds. */
  timeout: z.number(),
  /** As it is typed: "bot", "5s,60s". */
  retry: z.string(),
  status: z.enum(['active', 'paused', 'disabled']),
  status_reason: z.enum(REASONS).nullable(),
  /** In a word. Waiting: its bot is disabled, or its owner deactivated. */
  health: z.enum(HEALTH),
});

export type WebhookShape = z.output<typeof WebhookShape>;

export function shapeOf(webhook: Webhook): WebhookShape {
  const { id, username, name, url, scheme, events, hears, header_names, ordering, max_in_flight } = webhook;
  const { status, status_reason, retry, retry_steps: steps } = webhook;
  return {
    id,
    username,
    name,
    url,
    scheme,
    events,
    hears,
    header_names,
    ordering,
    max_in_flight,
    rate: webhook.rate_per_second,
    timeout: webhook.timeout_ms / 1000,
    retry: steps ? steps.map((step) => `${step / 1000}s`).join(',') : retry,
    status,
    status_reason,
    health: healthOf(webhook),
  };
}

function healthOf(webhook: Webhook): Health {
  if (webhook.status !== 'active') return webhook.status;
  if (webhook.bot_disabled_at || webhook.owner_is_deactivated) return 'waiting';
  if (webhook.failing_since) return 'failing';
  return webhook.last_success_at ? 'working' : 'untried';
}

const BECAUSE: Record<(typeof REASONS)[number], string> = {
  asked: '',
  gone: ', as it answered that it is gone for good',
  failing: ', as there was nothing but failures',
  told: ', as it asked for that',
  transferred: ', as its bot changed hands',
};

/** How it is, and since when. */
export function statusText(
  webhook: Pick<WebhookShape, 'health' | 'status_reason'> & {
    status_at: Date | null;
    failing_since: Date | null;
  },
  { actor, now }: View,
): Text {
  const { health, status_at: at, failing_since: failing, status_reason: reason } = webhook;
  if (health === 'failing' && failing)
    return say`failing since ${absoluteAndRelative(failing, actor.timeZone, now)}`;
  if (health === 'waiting') return say`waiting, as its bot is disabled or has no active owner`;
  const since = at && (health === 'paused' || health === 'disabled');
  return say`${health}${since ? ` since ${absolute(at, actor.timeZone)}` : ''}${reason === null ? '' : BECAUSE[reason]}`;
}
