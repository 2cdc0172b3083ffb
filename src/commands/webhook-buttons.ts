import type { Button } from '../core/document.ts';
import { bold, counted, say } from '../core/text.ts';
import type { WebhookShape } from './webhook-shape.ts';
import { nameOfWebhook } from './reference-webhook.ts';

type Named = Pick<WebhookShape, 'username' | 'name'>;

export const showWebhookButton = (webhook: Named): Button => ({
  label: 'Show',
  command: 'webhooks show',
  input: { webhook: nameOfWebhook(webhook) },
});

/** What can be done with it at once, as its card has it. */
export function webhookButtons(webhook: Named & { status: WebhookShape['status']; kept: number }): Button[] {
  const input = { webhook: nameOfWebhook(webhook) };
  return [
    { label: 'Test', command: 'webhooks test', input },
    webhook.status === 'active'
      ? { label: 'Pause', command: 'webhooks pause', input }
      : { label: 'Resume', command: 'webhooks resume', input },
    ...(webhook.kept > 0 ? [replayButton(webhook)] : []),
  ];
}

/** Sends what was kept. Unlike a typed command, a press asks first. */
export function replayButton(webhook: Named & { kept: number }): Button {
  const name = nameOfWebhook(webhook);
  return {
    label: 'Replay',
    command: 'webhooks replay',
    input: { webhook: name, state: 'kept' },
    confirm: {
      title: 'Replay what was kept?',
      text: say`${bold(name)} is sent ${counted(webhook.kept, 'delivery', 'deliveries')} that came while it was disabled.`,
      yes: 'Replay',
      no: 'Keep them',
    },
  };
}
