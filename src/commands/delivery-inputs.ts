import { z } from 'zod';
import { DELIVERY_STATES, UNDELIVERED } from '../core/delivery-words.ts';
import { AppError } from '../core/errors.ts';
import { EVENT_TYPES } from '../core/events.ts';
import { command, listed, quoted, say } from '../core/text.ts';
import * as deliveryList from '../store/delivery-list.ts';
import * as webhooks from '../store/webhooks.ts';
import type { Context } from './declare.ts';
import { hints, refuse, textRead } from './inputs.ts';
import { refuseUnlessMine } from './rights.ts';

/** An id, or its first characters. */
const START = /^[0-9a-f]{6,8}(-?[0-9a-f]{1,4}){0,3}(-?[0-9a-f]{1,12})?$/;

export const DeliveryId = z.string().trim().toLowerCase().max(100).register(hints, {
  label: 'Delivery',
  hint: 'The id of a delivery, or its first six or more characters.',
  placeholder: '5b1f09c2',
});

export const State = z.enum(DELIVERY_STATES).register(hints, {
  label: 'State',
  hint: 'What became of them: waiting, delivered, failed, expired, kept, dropped.',
  unasked: true,
});

export const EventTypeInput = z.enum(EVENT_TYPES).register(hints, {
  label: 'Event',
  hint: 'The type of what happened.',
  unasked: true,
});

/** What is sent again. */
export const UndeliveredStates = z
  .preprocess(
    (value) => (typeof value === 'string' ? value.split(/[\s,]+/).filter((word) => word !== '') : value),
    z.array(textRead(readUndelivered)).min(1),
  )
  .register(hints, {
    label: 'State',
    hint: `What is sent again: ${listed(UNDELIVERED)}. Left out: all three.`,
    placeholder: UNDELIVERED.join(' '),
    list: true,
    unasked: true,
  });

function readUndelivered(text: string): (typeof UNDELIVERED)[number] {
  return (
    UNDELIVERED.find((state) => state === text) ??
    refuse(say`${quoted(text)} is nothing that is sent again. There are ${listed(UNDELIVERED)}.`)
  );
}

/**
 * A delivery and its webhook, by the beginning of its id; of one webhook where that is given.
 * @throws AppError unknown_delivery, or forbidden where somebody else owns the bot.
 */
export async function findDelivery(
  { db, actor }: Pick<Context, 'db' | 'actor'>,
  field: string,
  text: string,
  webhook?: webhooks.Webhook,
): Promise<{ delivery: deliveryList.Delivery; webhook: webhooks.Webhook }> {
  const isId = START.test(text) && text.replaceAll('-', '').length <= 32;
  const found = isId ? await deliveryList.findByStartOfId(db, text, 2, webhook?.id) : [];
  const [delivery, other] = found;
  if (other) throw unknown(field, say`More than one delivery begins with ${quoted(text)}. Give more of it.`);
  const of = delivery && (webhook ?? (await webhooks.find(db, delivery.webhook_id)));
  if (!delivery || !of) throw notThere(field, text);
  refuseUnlessMine(actor, { ...of, id: of.bot_id }, field);
  return { delivery, webhook: of };
}

function notThere(field: string, text: string): AppError {
  const sentence = say`There is no delivery whose id begins with ${quoted(text)}. ${command('webhooks deliveries')} shows those there are; after 30 days they are gone.`;
  return unknown(field, sentence);
}

const unknown = (field: string, sentence: ReturnType<typeof say>): AppError =>
  new AppError('unknown_delivery', sentence, { field });
