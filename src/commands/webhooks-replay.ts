import { z } from 'zod';
import { UNDELIVERED } from '../core/delivery-words.ts';
import type { Document } from '../core/document.ts';
import { AppError } from '../core/errors.ts';
import { bold, code, command, say, type Text } from '../core/text.ts';
import { shortId } from '../core/tokens.ts';
import * as events from '../store/events.ts';
import * as webhookReplays from '../store/webhook-replays.ts';
import type { Webhook } from '../store/webhooks.ts';
import { type Context, defineCommand } from './declare.ts';
import { DeliveryId, findDelivery, UndeliveredStates } from './delivery-inputs.ts';
import { moment, momentOf } from './moments.ts';
import { nameOfWebhook } from './reference-webhook.ts';
import { WebhookRef } from './webhook-inputs.ts';
import { countOf } from './webhooks-deliveries.ts';

const Replayed = z.object({
  webhook: z.string(),
  /** The new delivery, where one was sent again. */
  delivery: z.string().nullable(),
  /** The task that sends a range again; null when there is nothing to send, or it was one. */
  replay: z.string().nullable(),
  total: z.int(),
  /** They wait until the webhook is resumed. */
  is_paused: z.boolean(),
});

type Replayed = z.output<typeof Replayed>;

interface Range {
  since?: string | undefined;
  until?: string | undefined;
  state?: (typeof UNDELIVERED)[number][] | undefined;
}

export const webhooksReplay = defineCommand({
  name: 'webhooks replay',
  title: 'Replay',
  summary: 'Send again what a webhook did not get: one delivery, or all of a time.',
  example: 'webhooks replay steve --since 2h',
  effect: 'write',
  confirm: false,
  scope: 'webhooks:write',
  by: 'either',
  http: 'POST /api/v1/webhooks/:webhook/replay',
  input: z.strictObject({
    webhook: WebhookRef,
    delivery: DeliveryId.optional(),
    since: moment('Since', 'What came from then on: a time ago, or a date.', '2h').optional(),
    until: moment('Until', 'What came before then: a time ago, or a date.', '1h').optional(),
    state: UndeliveredStates.optional(),
  }),
  positional: ['webhook'],
  refuses: ['unknown_delivery', 'already_done'],
  output: Replayed,

  async run(context, { webhook, delivery, ...range }) {
    if (webhook.status === 'disabled') throw isDisabled(webhook);
    const isRange = Object.values(range).some((value) => value !== undefined);
    if (delivery !== undefined && isRange)
      throw new AppError('invalid_input', say`Say one delivery, or a time and states; not both.`, {
        field: 'delivery',
      });
    const made =
      delivery === undefined
        ? await replayRange(context, webhook, range)
        : await replayOne(context, webhook, delivery);
    return { webhook: nameOfWebhook(webhook), is_paused: webhook.status === 'paused', ...made };
  },

  say({ webhook, delivery, replay, total, is_paused: isPaused }, { actor }): Document {
    const resume = isPaused
      ? say` It is paused, so they wait: ${command(`webhooks resume ${webhook}`)}`
      : say``;
    if (delivery !== null)
      return {
        text: say`It stands in line for ${bold(webhook)} again, as ${code(shortId(delivery))}.${resume}`,
        buttons: [{ label: 'Show', command: 'webhooks delivery', input: { id: delivery } }],
      };
    if (replay === null)
      return {
        text: say`There is nothing to send again to ${bold(webhook)}: no delivery of that time failed, expired or was kept, or what it was to say is not there any more.`,
      };
    const told = actor.kind === 'member' ? ' You are told when all of them stand in line.' : '';
    return {
      text: say`${countOf(total)} for ${bold(webhook)} ${total === 1 ? 'is' : 'are'} sent again, behind what comes now.${told}${resume}`,
    };
  },
});

type Made = Pick<Replayed, 'delivery' | 'replay' | 'total'>;

async function replayOne(context: Context, webhook: Webhook, text: string): Promise<Made> {
  const { db, clock } = context;
  const { delivery } = await findDelivery(context, 'delivery', text, webhook);
  if (delivery.trigger === 'test')
    throw refused(
      say`A test is not sent again. Make a new one: ${command(`webhooks test ${nameOfWebhook(webhook)}`)}`,
    );
  if (!delivery.has_payload)
    throw refused(say`What ${code(shortId(delivery.id))} was to say is not kept any more.`);
  const made = await webhookReplays.insertOne(db, delivery, clock.now());
  if (made === undefined)
    throw refused(say`What ${code(shortId(delivery.id))} is to say stands in line already.`);
  await events.wake(db, [webhook.id]);
  return { delivery: made, replay: null, total: 1 };
}

const refused = (sentence: Text): AppError => new AppError('already_done', sentence, { field: 'delivery' });

async function replayRange(context: Context, webhook: Webhook, asked: Range): Promise<Made> {
  const { db, ids, clock, actor } = context;
  const running = await webhookReplays.openOf(db, webhook.id);
  if (running) throw isUnderWay(running);
  const now = clock.now();
  const range = {
    organization_id: webhook.organization_id,
    webhook_id: webhook.id,
    since: asked.since === undefined ? new Date(0) : momentOf(asked.since, now),
    until: asked.until === undefined ? new Date(now.getTime() + 1) : momentOf(asked.until, now),
    states: asked.state ?? [...UNDELIVERED],
    created_at: now,
  };
  if (range.since >= range.until)
    throw new AppError('invalid_input', say`That time ends before it begins.`, { field: 'until' });
  const total = await webhookReplays.count(db, range);
  if (total === 0) return { delivery: null, replay: null, total };
  const id = ids.make<'webhook_replay'>();
  const asker = actor.kind === 'member' ? actor.id : null;
  await webhookReplays.insert(db, { ...range, id, total, asked_by: asker, finished_at: null });
  return { delivery: null, replay: id, total };
}

/** "1200 of 10000 deliveries stand in line again". */
export const progressOf = ({ done, skipped, total }: webhookReplays.Replay): string =>
  `${done + skipped} of ${countOf(total)} ${total === 1 ? 'stands' : 'stand'} in line again`;

function isUnderWay(running: webhookReplays.Replay): AppError {
  const sentence = say`${bold(running.webhook_name)} is being replayed already: ${progressOf(running)}.`;
  return new AppError('already_done', sentence, { field: 'webhook' });
}

function isDisabled(webhook: Webhook): AppError {
  const name = nameOfWebhook(webhook);
  const sentence = say`${bold(name)} is disabled, so nothing is sent to it. First ${command(`webhooks resume ${name}`)}, then replay.`;
  return new AppError('already_done', sentence, { field: 'webhook' });
}
