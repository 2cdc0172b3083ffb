import { z } from 'zod';
import { bold, counted, say } from '../core/text.ts';
import * as waiting from '../store/webhook-waiting.ts';
import { defineCommand } from './declare.ts';
import { nameOfWebhook } from './reference-webhook.ts';
import { deleteWebhooks } from './webhook-endings.ts';
import { WebhookRef } from './webhook-inputs.ts';

export const webhooksDelete = defineCommand({
  name: 'webhooks delete',
  title: 'Delete a webhook',
  summary: 'Delete a webhook: nothing more is sent to its address.',
  example: 'webhooks delete steve',
  effect: 'destroy',
  confirm: true,
  scope: 'webhooks:write',
  by: 'either',
  http: 'DELETE /api/v1/webhooks/:webhook',
  input: z.strictObject({ webhook: WebhookRef }),
  positional: ['webhook'],
  output: z.object({ id: z.string(), username: z.string(), name: z.string(), dropped: z.int() }),

  async question({ db }, { webhook }) {
    const { waiting: pending, kept } = await waiting.count(db, webhook.id);
    const there = [pending > 0 ? `${pending} waiting` : '', kept > 0 ? `${kept} kept` : ''].filter(Boolean);
    const lost =
      there.length === 0 ? 'Nothing waits for it' : `Its deliveries, ${there.join(' and ')}, are let go of`;
    return {
      title: 'Delete this webhook?',
      text: say`Delete ${bold(nameOfWebhook(webhook))}? Its address goes silent within 5 seconds. ${lost}.`,
      yes: 'Delete it',
      no: 'Keep',
    };
  },

  async run(context, { webhook }) {
    const { id, username, name } = webhook;
    return { id, username, name, dropped: await deleteWebhooks(context, [webhook]) };
  },

  say({ dropped, ...webhook }) {
    const lost =
      dropped === 0
        ? ''
        : ` ${counted(dropped, 'delivery', 'deliveries')} ${dropped === 1 ? 'is' : 'are'} let go of.`;
    return { text: say`${bold(nameOfWebhook(webhook))} is deleted.${lost}` };
  },
});
