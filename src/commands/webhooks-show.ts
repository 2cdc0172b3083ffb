import { z } from 'zod';
import type { Line } from '../core/document.ts';
import { errorInWords } from '../core/delivery-words.ts';
import { bold, code, command, counted, joined, listed, say, type Text } from '../core/text.ts';
import { absolute, absoluteAndRelative, relative, stamp } from '../core/times.ts';
import * as waiting from '../store/webhook-waiting.ts';
import { defineCommand, type View } from './declare.ts';
import { eventsInWords } from './event-filter.ts';
import { nameOfWebhook } from './reference-webhook.ts';
import { overlapText, previousEnds } from './signing.ts';
import { webhookButtons } from './webhook-buttons.ts';
import { WebhookRef } from './webhook-inputs.ts';
import { shapeOf, statusText, WebhookShape } from './webhook-shape.ts';

/** Deliveries shown with a webhook. */
const SHOWN = 5;

const STATES = ['waiting', 'delivered', 'failed', 'expired', 'kept', 'dropped'] as const;

const Recent = z.object({
  id: z.string(),
  type: z.string(),
  state: z.enum(STATES),
  attempts: z.int(),
  last_status: z.int().nullable(),
  last_error: z.string().nullable(),
  at: z.date(),
  duration_ms: z.int().nullable(),
});

const Shown = WebhookShape.extend({
  created_at: z.date(),
  status_at: z.date().nullable(),
  failing_since: z.date().nullable(),
  last_success_at: z.date().nullable(),
  last_error: z.string().nullable(),
  last_error_at: z.date().nullable(),
  /** Deliveries that wait, and since when the first of them. */
  pending: z.int(),
  pending_since: z.date().nullable(),
  /** Those that are sent only when they are replayed. */
  kept: z.int(),
  /** Until when a secret that was replaced goes on. */
  secret_expires_at: z.date().nullable(),
  deliveries: z.array(Recent),
  /** Whether who asks may change it. */
  is_mine: z.boolean(),
});

type Shown = z.output<typeof Shown>;

export const webhooksShow = defineCommand({
  name: 'webhooks show',
  title: 'Show a webhook',
  summary: 'Show where a webhook sends events, how it goes and what waits.',
  example: 'webhooks show steve',
  effect: 'read',
  confirm: false,
  scope: 'webhooks:read',
  by: 'either',
  http: 'GET /api/v1/webhooks/:webhook',
  input: z.strictObject({ webhook: WebhookRef }),
  positional: ['webhook'],
  output: Shown,

  async run(context, { webhook }) {
    const { db, actor } = context;
    const { waiting: pending, kept, since } = await waiting.count(db, webhook.id);
    return {
      ...webhook,
      ...shapeOf(webhook),
      pending,
      pending_since: since,
      kept,
      secret_expires_at: await previousEnds(context, webhook),
      deliveries: await waiting.recent(db, webhook.id, SHOWN),
      is_mine: actor.scopes.has('webhooks:write'),
    };
  },

  say(webhook, view) {
    const { timeZone } = view.actor;
    const { url, last_success_at: success, deliveries } = webhook;
    return {
      text: say`${bold(nameOfWebhook(webhook))} · ${code(url)}`,
      facts: [
        ['Status', statusText(webhook, view)],
        ['Waiting', waitingText(webhook, view)],
        ['Last success', say`${success ? absoluteAndRelative(success, timeZone, view.now) : 'never'}`],
        ['Last error', errorText(webhook, view)],
      ],
      lines: termsOf(webhook, view).map((text) => ({ text })),
      sections: [
        {
          heading: 'Last deliveries',
          lines: deliveries.map((delivery) => deliveryLine(delivery, timeZone)),
          none: say`Nothing came for it yet. Send it something: ${command(`webhooks test ${nameOfWebhook(webhook)}`)}`,
        },
      ],
      note: say`${deliveryTerms(webhook)} · set on ${absolute(webhook.created_at, timeZone)}.`,
      ...(webhook.is_mine && { buttons: webhookButtons(webhook) }),
    };
  },
});

function waitingText({ pending, pending_since: since }: Shown, { now }: View): Text {
  return since ? say`${pending}, the first came ${relative(since, now)}` : say`nothing`;
}

function errorText({ last_error: error, last_error_at: at }: Shown, { actor, now }: View): Text {
  return error !== null && at
    ? say`${errorInWords(error)} · ${absoluteAndRelative(at, actor.timeZone, now)}`
    : say`none`;
}

/** What is so of it, each a line. */
function termsOf(webhook: Shown, view: View): Text[] {
  const { events, hears, scheme, header_names: headers, kept, secret_expires_at: ends } = webhook;
  const name = nameOfWebhook(webhook);
  const whose = hears === 'all' ? ' of all bots, while its owner is an admin' : '';
  const with_ = headers.length > 0 ? `, sent with ${listed(headers)}` : '';
  return [
    say`Hears of ${eventsInWords(events)}${whose}. Signed as ${code(scheme)}${with_}.`,
    ...(ends ? [joined(say`It has a new signing secret.`, overlapText(scheme, ends, view))] : []),
    ...(kept > 0
      ? [
          say`${counted(kept, 'delivery', 'deliveries')} ${kept === 1 ? 'is' : 'are'} kept, sent only when replayed: ${command(`webhooks replay ${name}`)}`,
        ]
      : []),
  ];
}

/** "Each room in order, 8 at once, 15 s for an answer, retries bot". */
function deliveryTerms({ ordering, max_in_flight: many, rate, timeout, retry }: Shown): string {
  const order = { room: 'Each room in order', webhook: 'All in order', none: 'In no order' }[ordering];
  const speed = rate === null ? '' : `, ${rate} a second`;
  return `${order}, ${many} at once${speed}, ${timeout} s for an answer, retries ${retry}`;
}

function deliveryLine(delivery: Shown['deliveries'][number], zone: string): Line {
  const { at, type, state, attempts, last_status: status, last_error: error, duration_ms: took } = delivery;
  const tried = attempts > 1 ? ` after ${attempts} tries` : '';
  const answer = [status === null ? error : String(status), took === null ? null : `${took} ms`];
  const more = answer.filter((each) => each !== null).map((each) => ` · ${each}`);
  return { text: say`${stamp(at, zone)} · ${code(type)} · ${state}${tried}${more.join('')}` };
}
