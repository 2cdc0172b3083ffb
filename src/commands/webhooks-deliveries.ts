import { z } from 'zod';
import { cameInWords, DELIVERY_STATES, UNDELIVERED } from '../core/delivery-words.ts';
import type { Button, Line, Table } from '../core/document.ts';
import { bold, code, command, say, type Text } from '../core/text.ts';
import { absolute, stamp } from '../core/times.ts';
import { shortId } from '../core/tokens.ts';
import * as deliveryList from '../store/delivery-list.ts';
import { CursorText, readCursor, writeCursor } from './cursor.ts';
import { defineCommand } from './declare.ts';
import { EventTypeInput, State } from './delivery-inputs.ts';
import { Cursor, Limit } from './inputs.ts';
import { moment, momentOf } from './moments.ts';
import { nameOfWebhook } from './reference-webhook.ts';
import { WebhookRef } from './webhook-inputs.ts';

/** As many are counted; a webhook can have millions. */
const COUNTED = 10_000;

const Row = z.object({
  id: z.string(),
  event_id: z.guid(),
  event: z.string(),
  state: z.enum(DELIVERY_STATES),
  trigger: z.enum(['event', 'replay', 'test']),
  attempts: z.int(),
  status: z.int().nullable(),
  error: z.string().nullable(),
  created_at: z.date(),
  due_at: z.date(),
  finished_at: z.date().nullable(),
  /** Whether who asks can have it sent again. */
  is_replayable: z.boolean(),
});

type Row = z.output<typeof Row>;

export const webhooksDeliveries = defineCommand({
  name: 'webhooks deliveries',
  title: 'Deliveries',
  summary: 'List what was sent to a webhook, or waits to be, newest first.',
  example: 'webhooks deliveries steve --state failed',
  effect: 'read',
  confirm: false,
  scope: 'webhooks:read',
  by: 'either',
  http: 'GET /api/v1/webhooks/:webhook/deliveries',
  input: z.strictObject({
    webhook: WebhookRef,
    state: State.optional(),
    event: EventTypeInput.optional(),
    since: moment('Since', 'From then on: a time ago, or a date.', '2h').optional(),
    limit: Limit,
    cursor: Cursor,
  }),
  positional: ['webhook'],
  output: z.object({
    webhook: z.string(),
    deliveries: z.array(Row),
    /** Of more than 10,000 it says 10,000. */
    total: z.int(),
    next_cursor: z.string().nullable(),
    /** As they were asked for. */
    filters: z.record(z.string(), z.string()),
  }),

  async run({ db, clock, actor }, { webhook, limit, cursor, ...asked }) {
    const since = asked.since === undefined ? undefined : momentOf(asked.since, clock.now());
    const wanted = { webhook: webhook.id, state: asked.state, event: asked.event, since };
    const before = cursor === undefined ? undefined : readCursor(CURSOR, cursor, 'webhooks deliveries')[0];
    const found = await deliveryList.list(db, wanted, { before, limit: limit + 1 });
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      webhook: nameOfWebhook(webhook),
      deliveries: page.map((each) => deliveryShown(each, actor.scopes.has('webhooks:write'))),
      total: await deliveryList.count(db, wanted, COUNTED),
      next_cursor: found.length > limit && last ? writeCursor([last.sequence]) : null,
      filters: given(asked),
    };
  },

  say({ webhook, deliveries: rows, total, next_cursor: cursor, filters }, { actor: { timeZone } }) {
    const isFiltered = Object.keys(filters).length > 0;
    if (total === 0) return { text: none(webhook, isFiltered) };
    const some = total < COUNTED ? countOf(total) : `${COUNTED} deliveries or more`;
    const fitting = isFiltered ? (total === 1 ? ' that fits' : ' that fit') : '';
    const here = rows.length < total ? `, ${rows.length} of them here` : '';
    const more = {
      label: 'More',
      command: 'webhooks deliveries',
      input: { webhook, ...filters, cursor: cursor ?? '' },
    };
    return {
      text: say`${some} for ${bold(webhook)}${fitting}${here}.`,
      table: tableOf(rows, webhook, timeZone),
      ...(cursor === null ? {} : { buttons: [more] }),
    };
  },
});

/** What was asked for, to be asked again with the cursor. */
function given(asked: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(asked).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  );
}

const CURSOR = z.tuple([CursorText.regex(/^\d{1,18}$/)]);

export const countOf = (total: number): string => (total === 1 ? '1 delivery' : `${total} deliveries`);

/** A delivery as it is told of. */
export function deliveryShown(delivery: deliveryList.Delivery, mayWrite: boolean): Row {
  const { event_type: event, last_status: status, last_error: error, ...same } = delivery;
  return { ...same, event, status, error, is_replayable: mayWrite && isReplayable(delivery) };
}

function isReplayable({ state, trigger, has_payload }: deliveryList.Delivery): boolean {
  return has_payload && trigger !== 'test' && UNDELIVERED.some((each) => each === state);
}

function none(webhook: string, isFiltered: boolean): Text {
  return isFiltered
    ? say`No delivery for ${bold(webhook)} fits. ${command(`webhooks deliveries ${webhook}`)} shows them all.`
    : say`Nothing was sent to ${bold(webhook)} yet. Try it: ${command(`webhooks test ${webhook}`)}`;
}

function tableOf(rows: Row[], webhook: string, zone: string): Table {
  return {
    columns: ['Delivery', 'Event', 'Created At', 'State', 'Attempts', 'Last Answer'],
    rows: rows.map((row) => [
      say`${code(shortId(row.id))}`,
      say`${row.event}`,
      say`${stamp(row.created_at, zone)}`,
      say`${row.state}`,
      say`${row.attempts}`,
      say`${row.attempts === 0 ? '' : cameInWords(row)}`,
    ]),
    lines: rows.map((row) => lineOf(row, webhook, zone)),
  };
}

function lineOf(row: Row, webhook: string, zone: string): Line {
  const again = row.trigger === 'replay' ? ', again' : '';
  const came =
    row.attempts === 0
      ? ''
      : ` · ${row.attempts === 1 ? '' : `${row.attempts} attempts, the last `}${cameInWords(row)}`;
  const show: Button = { label: 'Show', command: 'webhooks delivery', input: { id: row.id } };
  return {
    text: say`${code(shortId(row.id))} · ${bold(row.event)}${again} · ${absolute(row.created_at, zone)} · ${row.state}${came}`,
    buttons: row.is_replayable ? [show, replayButton(webhook, row.id)] : [show],
  };
}

export const replayButton = (webhook: string, delivery: string): Button => ({
  label: 'Replay',
  command: 'webhooks replay',
  input: { webhook, delivery },
});
