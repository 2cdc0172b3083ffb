import { z } from 'zod';
import type { Actor } from '../core/actor.ts';
import { cameInWords, DELIVERY_STATES, nextStep, STATE_WORDS } from '../core/delivery-words.ts';
import type { Document, Line } from '../core/document.ts';
import { bold, code, joined, quoted, say, type Text } from '../core/text.ts';
import { absoluteAndRelative, stamp } from '../core/times.ts';
import { shortId } from '../core/tokens.ts';
import * as deliveryList from '../store/delivery-list.ts';
import { defineCommand } from './declare.ts';
import { DeliveryId, findDelivery } from './delivery-inputs.ts';
import { nameOfWebhook } from './reference-webhook.ts';
import { deliveryShown, replayButton } from './webhooks-deliveries.ts';

/** The latest attempts in an answer to a program, and on a card. */
const MOST = 100;
const ON_A_CARD = 5;

/** How much of an answer, and of what was sent, stands on a card. */
const OF_ANSWER = 100;
const OF_PAYLOAD = 1000;

const Attempt = z.object({
  number: z.int(),
  started_at: z.date(),
  duration_ms: z.int(),
  address: z.string().nullable(),
  status: z.int().nullable(),
  /** Why there was no answer, or why it is no success: a code. */
  error: z.string().nullable(),
  /** What it asked to wait, in seconds. */
  retry_after: z.int().nullable(),
  response_headers: z.record(z.string(), z.string()).nullable(),
  response_body: z.string().nullable(),
  is_cut: z.boolean(),
});

type Attempt = z.output<typeof Attempt>;

const Shown = z.object({
  id: z.string(),
  webhook: z.string(),
  event_id: z.guid(),
  event: z.string(),
  state: z.enum(DELIVERY_STATES),
  trigger: z.enum(['event', 'replay', 'test']),
  attempts: z.int(),
  created_at: z.date(),
  due_at: z.date(),
  finished_at: z.date().nullable(),
  /** The latest, the last first. */
  attempt_list: z.array(Attempt),
  /** The bytes that are signed and sent; null when they are not kept any more, or not for who asks. */
  payload: z.string().nullable(),
  /** Who asks may not read messages. */
  is_hidden: z.boolean(),
  is_replayable: z.boolean(),
});

type Shown = z.output<typeof Shown>;

interface View {
  actor: Actor;
  now: Date;
}

export const webhooksDelivery = defineCommand({
  name: 'webhooks delivery',
  title: 'Show a delivery',
  summary: 'Show what was sent, each attempt, and what was answered.',
  example: 'webhooks delivery 5b1f09c2',
  effect: 'read',
  confirm: false,
  scope: 'webhooks:read',
  by: 'either',
  http: 'GET /api/v1/deliveries/:id',
  input: z.strictObject({ id: DeliveryId }),
  positional: ['id'],
  refuses: ['forbidden', 'unknown_delivery'],
  output: Shown,

  async run(context, { id }) {
    const { db, actor } = context;
    const { delivery, webhook } = await findDelivery(context, 'id', id);
    const isHidden = delivery.event_type === 'message' && !actor.scopes.has('messages:read');
    return {
      ...deliveryShown(delivery, actor.scopes.has('webhooks:write')),
      webhook: nameOfWebhook(webhook),
      attempt_list: await deliveryList.attemptsOf(db, delivery.id, MOST),
      payload: isHidden ? null : await deliveryList.payloadOf(db, delivery.event_id),
      is_hidden: isHidden,
    };
  },

  say(delivery, view) {
    const { id, webhook, event, is_replayable: isReplayable } = delivery;
    const list = { label: 'Deliveries', command: 'webhooks deliveries', input: { webhook } };
    return {
      text: say`${code(shortId(id))} · ${bold(event)} for ${bold(webhook)}`,
      facts: factsOf(delivery, view),
      sections: [
        {
          heading: 'Attempts',
          lines: attemptLines(delivery, view.actor.timeZone),
          none: say`There was none yet.`,
        },
        { heading: 'Payload', lines: [], none: payloadText(delivery) },
      ],
      note: say`Event ${code(delivery.event_id)}: its ${code('webhook-id')}, the same each time it is sent.`,
      buttons: isReplayable ? [list, replayButton(webhook, id)] : [list],
    };
  },
});

function factsOf(delivery: Shown, { actor: { timeZone }, now }: View): NonNullable<Document['facts']> {
  const { state, attempts, created_at: created, due_at: due, finished_at: finished } = delivery;
  const facts: NonNullable<Document['facts']> = [
    ['State', say`${STATE_WORDS[state]}`],
    ['Attempts', say`${attempts}`],
    [WHY[delivery.trigger], say`${absoluteAndRelative(created, timeZone, now)}`],
  ];
  if (finished) return [...facts, ['Finished', say`${absoluteAndRelative(finished, timeZone, now)}`]];
  return state === 'waiting' ? [...facts, ['Due', say`${absoluteAndRelative(due, timeZone, now)}`]] : facts;
}

/** How it came to be. */
const WHY = { event: 'Happened', replay: 'Sent again', test: 'Tested' } as const;

function attemptLines({ attempt_list: all, attempts }: Shown, zone: string): Line[] {
  const shown = all.slice(0, ON_A_CARD);
  const [last] = shown;
  const texts = shown.map((each) => attemptText(each, zone));
  const more = attempts - shown.length;
  return [
    ...texts,
    ...(more > 0 && last ? [say`And ${more} before.`] : []),
    ...(last ? [nextStep(last)] : []),
  ]
    .filter((text) => text.length > 0)
    .map((text) => ({ text }));
}

function attemptText({ number, started_at: at, duration_ms: took, ...came }: Attempt, zone: string): Text {
  const from = came.address === null ? '' : ` (${came.address})`;
  const body = came.response_body?.trim() ?? '';
  return joined(
    say`${number} · ${stamp(at, zone)} · ${cameInWords(came, took)}${from}`,
    body === '' ? [] : say`${quoted(body, OF_ANSWER)}`,
  );
}

function payloadText({ payload, is_hidden: isHidden }: Shown): Text {
  if (isHidden) return say`It is a message, and this token may not read messages.`;
  return payload === null ? say`It is not kept any more.` : say`${quoted(payload, OF_PAYLOAD)}`;
}
