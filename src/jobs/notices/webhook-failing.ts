import { nameOfWebhook } from '../../commands/reference-webhook.ts';
import { errorInWords } from '../../core/delivery-words.ts';
import { bold, counted, say } from '../../core/text.ts';
import { absoluteAndRelative } from '../../core/times.ts';
import * as webhooks from '../../store/webhooks.ts';
import type { Compose } from './compose.ts';

/** Nothing but failures for a day; nothing is said when it has worked since. */
export const webhookFailing: Compose<'webhook_failing'> = async ({ webhook: id }, { db, now, timeZone }) => {
  const webhook = await webhooks.find(db, id);
  if (!webhook?.failing_since || webhook.status !== 'active') return undefined;
  const name = nameOfWebhook(webhook);
  const { failing_since: since, failures, last_error: error } = webhook;
  const last = error === null ? '' : ` The last time, it ${errorInWords(error)}.`;
  return {
    text: say`The webhook ${bold(name)} has had nothing but failures since ${absoluteAndRelative(since, timeZone, now)}: ${counted(failures, 'attempt')}.${last} After five days it is disabled.`,
    buttons: [
      { label: 'Show', command: 'webhooks show', input: { webhook: name } },
      { label: 'Test', command: 'webhooks test', input: { webhook: name } },
      { label: 'Deliveries', command: 'webhooks deliveries', input: { webhook: name } },
    ],
  };
};
