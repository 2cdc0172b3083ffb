import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import { bold, command, counted, joined, say, type Text } from '../core/text.ts';
import * as events from '../store/events.ts';
import * as waiting from '../store/webhook-waiting.ts';
import * as webhooks from '../store/webhooks.ts';
import { defineCommand } from './declare.ts';
import { nameOfWebhook } from './reference-webhook.ts';
import { replayButton, showWebhookButton } from './webhook-buttons.ts';
import { UNTRIED } from './webhook-changes.ts';
import { WebhookRef } from './webhook-inputs.ts';
import { HEALTH, shapeOf } from './webhook-shape.ts';

const Resumed = z.object({
  id: z.string(),
  username: z.string(),
  name: z.string(),
  status: z.literal('active'),
  /** Waiting: its bot is disabled, or its owner deactivated, so nothing is sent yet. */
  health: z.enum(HEALTH),
  /** Deliveries that go out now. */
  pending: z.int(),
  /** Those that came while it was disabled, and are sent only when they are replayed. */
  kept: z.int(),
});

export const webhooksResume = defineCommand({
  name: 'webhooks resume',
  title: 'Resume a webhook',
  summary: 'Go on with a webhook that is paused or disabled.',
  example: 'webhooks resume steve',
  effect: 'write',
  confirm: false,
  scope: 'webhooks:write',
  by: 'either',
  http: 'POST /api/v1/webhooks/:webhook/resume',
  input: z.strictObject({ webhook: WebhookRef }),
  positional: ['webhook'],
  refuses: ['already_done'],
  output: Resumed,

  async run({ db, clock }, { webhook }) {
    if (webhook.status === 'active') throw alreadyActive(webhook);
    const at = clock.now();
    const active = { status: 'active', status_reason: null, status_at: at, ...UNTRIED } as const;
    await webhooks.update(db, webhook.id, { ...active, updated_at: at });
    await waiting.hasten(db, webhook.id, at);
    await events.wake(db, [webhook.id]);
    const { waiting: pending, kept } = await waiting.count(db, webhook.id);
    const { id, username, name, health } = shapeOf({ ...webhook, ...active });
    return { id, username, name, status: 'active' as const, health, pending, kept };
  },

  say(webhook) {
    const { pending, kept, health } = webhook;
    return {
      text: joined(
        say`${bold(nameOfWebhook(webhook))} goes on.`,
        pendingText(pending, health),
        keptText(webhook),
      ),
      buttons: [showWebhookButton(webhook), ...(kept > 0 ? [replayButton(webhook)] : [])],
    };
  },
});

function pendingText(pending: number, health: string): Text {
  if (health === 'waiting') return say`Nothing is sent yet, as its bot is disabled or has no active owner.`;
  return pending === 0
    ? say``
    : say`${counted(pending, 'delivery', 'deliveries')} that waited go${pending === 1 ? 'es' : ''} out now.`;
}

function keptText({ kept, ...webhook }: z.output<typeof Resumed>): Text {
  if (kept === 0) return say``;
  return say`${counted(kept, 'delivery', 'deliveries')} that came while it was disabled ${kept === 1 ? 'is' : 'are'} kept. To send ${kept === 1 ? 'it' : 'them'} as well: ${command(`webhooks replay ${nameOfWebhook(webhook)}`)}`;
}

function alreadyActive(webhook: webhooks.Webhook): AppError {
  const name = nameOfWebhook(webhook);
  return new AppError(
    'already_done',
    say`${bold(name)} is active already. How it goes: ${command(`webhooks show ${name}`)}`,
    { field: 'webhook' },
  );
}
