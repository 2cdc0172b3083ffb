import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import { bold, command, say } from '../core/text.ts';
import * as webhooks from '../store/webhooks.ts';
import { defineCommand } from './declare.ts';
import { nameOfWebhook } from './reference-webhook.ts';
import { showWebhookButton } from './webhook-buttons.ts';
import { WebhookRef } from './webhook-inputs.ts';

export const webhooksPause = defineCommand({
  name: 'webhooks pause',
  title: 'Pause a webhook',
  summary: 'Send nothing to a webhook until it is resumed; what comes waits.',
  example: 'webhooks pause steve',
  effect: 'write',
  confirm: false,
  scope: 'webhooks:write',
  by: 'either',
  http: 'POST /api/v1/webhooks/:webhook/pause',
  input: z.strictObject({ webhook: WebhookRef }),
  positional: ['webhook'],
  refuses: ['already_done'],
  output: z.object({ id: z.string(), username: z.string(), name: z.string(), status: z.literal('paused') }),

  async run({ db, clock }, { webhook }) {
    if (webhook.status !== 'active') throw notActive(webhook);
    const at = clock.now();
    const paused = { status: 'paused', status_reason: 'asked', status_at: at } as const;
    await webhooks.update(db, webhook.id, { ...paused, updated_at: at });
    const { id, username, name } = webhook;
    return { id, username, name, status: 'paused' as const };
  },

  say(webhook) {
    const name = nameOfWebhook(webhook);
    return {
      text: say`${bold(name)} is paused: what comes waits. To go on: ${command(`webhooks resume ${name}`)}`,
      buttons: [
        showWebhookButton(webhook),
        { label: 'Resume', command: 'webhooks resume', input: { webhook: name } },
      ],
    };
  },
});

function notActive(webhook: webhooks.Webhook): AppError {
  const name = nameOfWebhook(webhook);
  return new AppError(
    'already_done',
    say`${bold(name)} is ${webhook.status} already, so nothing is sent. To go on: ${command(`webhooks resume ${name}`)}`,
    { field: 'webhook' },
  );
}
