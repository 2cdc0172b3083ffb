import { z } from 'zod';
import { hints } from './inputs.ts';

export const WebhookRef = z.string().brand<'webhook'>().register(hints, {
  label: 'Webhook',
  hint: 'Its bot, or bot/name where that has several.',
  placeholder: 'steve',
  reference: 'webhook',
});
