import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import { newSigningSecret, standardForm } from '../core/signing-keys.ts';
import { bold, joined, say } from '../core/text.ts';
import { SCHEMES } from '../core/webhooks.ts';
import { defineCommand, OnceOnly } from './declare.ts';
import { nameOfWebhook } from './reference-webhook.ts';
import { keyNote, overlapText, rotateSecret, signsWith } from './signing.ts';
import { showWebhookButton } from './webhook-buttons.ts';
import { Overlap, SigningSecret, USUAL_OVERLAP, WebhookRef } from './webhook-inputs.ts';

export const webhooksRotateSecret = defineCommand({
  name: 'webhooks rotate-secret',
  title: 'Rotate a signing secret',
  summary: 'Sign the requests of a webhook with a new secret. It is shown once.',
  example: 'webhooks rotate-secret steve --overlap 24h',
  effect: 'write',
  confirm: false,
  scope: 'webhooks:write',
  by: 'either',
  http: 'POST /api/v1/webhooks/:webhook/rotate-secret',
  input: z.strictObject({
    webhook: WebhookRef,
    secret: SigningSecret.optional(),
    overlap: Overlap.optional(),
  }),
  positional: ['webhook'],
  refuses: ['already_done'],
  output: z.object({
    id: z.string(),
    username: z.string(),
    name: z.string(),
    scheme: z.enum(SCHEMES),
    /** Until when those before go on; null: they have ended. */
    previous_secret_ends_at: z.date().nullable(),
    signing_key: OnceOnly,
  }),

  async run(context, { webhook, secret: given, overlap = USUAL_OVERLAP }) {
    const secret = given ?? newSigningSecret(context.random);
    if (await signsWith(context, webhook, secret))
      throw new AppError(
        'already_done',
        say`${bold(nameOfWebhook(webhook))} signs with that secret already.`,
        {
          field: 'secret',
        },
      );
    const { id, username, name, scheme } = webhook;
    const previous_secret_ends_at = await rotateSecret(context, webhook, secret, overlap);
    return { id, username, name, scheme, previous_secret_ends_at, signing_key: standardForm(secret) };
  },

  say(rotated, view) {
    const { scheme, previous_secret_ends_at: ends, signing_key } = rotated;
    return {
      text: joined(
        say`${bold(nameOfWebhook(rotated))} has a new signing key, below.`,
        overlapText(scheme, ends, view),
        say`Copy it now: it is shown only here, only once.`,
      ),
      secret: signing_key,
      note: keyNote(scheme),
      buttons: [showWebhookButton(rotated)],
    };
  },
});
