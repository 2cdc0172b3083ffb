import { z } from 'zod';
import { nameOf } from '../core/actor.ts';
import { cameInWords, isSuccess, nextStep } from '../core/delivery-words.ts';
import { payloadOf } from '../core/events.ts';
import type { Id } from '../core/ids.ts';
import type { Reply } from '../core/ports.ts';
import { bold, joined, quoted, say } from '../core/text.ts';
import { requestHeaders } from '../core/webhook-request.ts';
import * as testDeliveries from '../store/test-deliveries.ts';
import type { Webhook } from '../store/webhooks.ts';
import { type Context, defineCommand, type Errand } from './declare.ts';
import { toldWebhook } from './happened.ts';
import { nameOfWebhook } from './reference-webhook.ts';
import { WebhookRef } from './webhook-inputs.ts';
import { keysOf } from './webhook-keys.ts';

/** How much of an answer is shown; the delivery has the rest. */
const SHOWN = 200;

/** A test that was sent, and what came of it. */
interface Sent {
  event: { id: Id<'event'>; payload: string; traceparent: string | null };
  delivery: Id<'delivery'>;
  at: Date;
  reply: Reply;
}

export const webhooksTest = defineCommand({
  name: 'webhooks test',
  title: 'Test a webhook',
  summary: 'Send a test to a webhook, and say what it answers.',
  example: 'webhooks test steve',
  effect: 'write',
  confirm: false,
  scope: 'webhooks:write',
  by: 'either',
  http: 'POST /api/v1/webhooks/:webhook/test',
  input: z.strictObject({ webhook: WebhookRef }),
  positional: ['webhook'],
  output: z.object({
    webhook: z.string(),
    delivery: z.string(),
    event: z.string(),
    is_delivered: z.boolean(),
    status: z.int().nullable(),
    /** Why there was no answer: a code. */
    error: z.string().nullable(),
    duration_ms: z.int(),
    /** Its first 16 KiB. */
    response_body: z.string(),
  }),

  reach: async (context, { webhook }) => errandFor(context, webhook),

  async run({ db, clock }, { webhook }, { event, delivery, at, reply }) {
    const isDelivered = isSuccess(reply.status);
    await testDeliveries.insert(db, {
      organization_id: webhook.organization_id,
      event: { ...event, bot_id: webhook.bot_id },
      id: delivery,
      webhook_id: webhook.id,
      reply,
      isDelivered,
      startedAt: at,
      finishedAt: clock.now(),
    });
    return {
      webhook: nameOfWebhook(webhook),
      delivery,
      event: event.id,
      is_delivered: isDelivered,
      status: reply.status,
      error: reply.fault,
      duration_ms: reply.durationMs,
      response_body: reply.body,
    };
  },

  say({ webhook, delivery, status, error, duration_ms: took, response_body: body }) {
    const came = { status, error };
    return {
      text: joined(say`${bold(webhook)} ${cameInWords(came, took)}.`, nextStep(came)),
      ...(body.trim() === '' ? {} : { lines: [{ text: say`${quoted(body, SHOWN)}` }] }),
      buttons: [
        { label: 'Show', command: 'webhooks delivery', input: { id: delivery } },
        { label: 'Deliveries', command: 'webhooks deliveries', input: { webhook } },
      ],
    };
  },
});

/** All that is sent is made here, as the engine makes it; what comes of it counts for nothing but this answer. */
async function errandFor(context: Context, webhook: Webhook): Promise<Errand<Sent>> {
  const { ids, clock, actor, tracing, meter } = context;
  const [id, delivery, at] = [ids.make<'event'>(), ids.make<'delivery'>(), clock.now()];
  const data = { webhook: toldWebhook(webhook), by: nameOf(actor) };
  const body = payloadOf({ id, type: 'webhook.test', at, owner: webhook.owner_id, data });
  const keys = await keysOf(context, webhook);
  return async ({ egress }) => {
    const span = tracing.begin('webhook test', { 'botmint.webhook': webhook.id, 'botmint.event_id': id });
    const { traceparent } = span;
    const event = { id, type: 'webhook.test' };
    const { scheme, url, timeout_ms: timeoutMs } = webhook;
    const headers = requestHeaders({ scheme, ...keys, event, delivery, attempt: 1, at, body, traceparent });
    const reply = await egress.post({ url, headers, body, timeoutMs });
    meter.attempted('test', reply.durationMs / 1000);
    span.end({ 'botmint.outcome': reply.fault ?? String(reply.status) });
    return { event: { id, payload: body, traceparent: traceparent ?? null }, delivery, at, reply };
  };
}
