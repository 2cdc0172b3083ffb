import { nameOfWebhook } from '../../commands/reference-webhook.ts';
import { errorInWords } from '../../core/delivery-words.ts';
import { bold, say, type Text } from '../../core/text.ts';
import * as webhooks from '../../store/webhooks.ts';
import type { Compose } from './compose.ts';

/** It was disabled by itself; nothing is said when it is not any more. */
export const webhookDisabled: Compose<'webhook_disabled'> = async ({ webhook: id }, { db }) => {
  const webhook = await webhooks.find(db, id);
  if (webhook?.status !== 'disabled') return undefined;
  const name = nameOfWebhook(webhook);
  return {
    text: say`The webhook ${bold(name)} is disabled: ${reasonFor(webhook)} What comes for it from now on is kept.`,
    note: say`When it works again, resume it. Nothing of what was kept is sent then, until you replay it.`,
    buttons: [
      { label: 'Show', command: 'webhooks show', input: { webhook: name } },
      { label: 'Test', command: 'webhooks test', input: { webhook: name } },
      { label: 'Resume', command: 'webhooks resume', input: { webhook: name } },
    ],
  };
};

function reasonFor({ status_reason: reason, last_error: error }: webhooks.Webhook): Text {
  if (reason === 'gone') return say`it answered 410, which says that nothing is wanted there any more.`;
  if (reason === 'told') return say`its answer asked for that.`;
  if (reason === 'transferred') return say`its bot has a new owner.`;
  if (reason === 'asked') return say`somebody asked for that.`;
  const last = error === null ? '' : ` The last time, it ${errorInWords(error)}.`;
  return say`for five days nothing could be delivered.${last}`;
}
