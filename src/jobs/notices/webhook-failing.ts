import { nameOfWebhook } from '../../commands/reference-webhook.ts';
import { bold, code, counted, say } from '../../core/text.ts';
import { absoluteAndRelative } from '../../core/times.ts';
import * as webhooks from '../../store/webhooks.ts';
import type { Compose } from './compose.ts';

/** Nothing but failures for a day; nothing is said when it has worked since. */
export const webhookFailing: Compose<'webhook_failing'> = async ({ webhook: id }, { db, now, timeZone }) => {
  const webhook = await webhooks.find(db, id);
  if (!webhook?.failing_since || webhook.status !== 'active') return undefined;
  const name = nameOfWebhook(webhook);
  return {
    text: say`The webhook ${bold(name)} has had nothing but failures since ${absoluteAndRelative(webhook.failing_since, timeZone, now)}: ${counted(webhook.failures, 'attempt')}, the last one ${code(webhook.last_error ?? 'failed')}. After five days it is disabled.`,
    buttons: [
      { label: 'Show it', command: 'webhooks show', input: { webhook: name } },
      { label: 'Test', command: 'webhooks test', input: { webhook: name } },
    ],
  };
};
