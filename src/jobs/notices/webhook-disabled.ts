import { nameOfWebhook } from '../../commands/reference-webhook.ts';
import { bold, say } from '../../core/text.ts';
import * as webhooks from '../../store/webhooks.ts';
import type { Compose } from './compose.ts';

/** It was disabled by itself; nothing is said when it is not any more. */
export const webhookDisabled: Compose<'webhook_disabled'> = async ({ webhook: id, reason }, { db }) => {
  const webhook = await webhooks.find(db, id);
  if (webhook?.status !== 'disabled') return undefined;
  const name = nameOfWebhook(webhook);
  return {
    text: say`The webhook ${bold(name)} is disabled: ${reason}. What comes for it is kept. When it works again, resume it and replay what was kept.`,
    buttons: [
      { label: 'Show it', command: 'webhooks show', input: { webhook: name } },
      { label: 'Resume', command: 'webhooks resume', input: { webhook: name } },
    ],
  };
};
