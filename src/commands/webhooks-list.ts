import { z } from 'zod';
import type { Line } from '../core/document.ts';
import { AppError } from '../core/errors.ts';
import { bold, code, command, counted, say } from '../core/text.ts';
import * as webhooks from '../store/webhooks.ts';
import { type Context, defineCommand } from './declare.ts';
import { eventsInWords } from './event-filter.ts';
import { BotRef, Cursor, Limit } from './inputs.ts';
import { nameOfWebhook } from './reference-webhook.ts';
import { refuseUnlessMine, withinReach } from './rights.ts';
import { showWebhookButton } from './webhook-buttons.ts';
import { shapeOf, WebhookShape } from './webhook-shape.ts';

export const webhooksList = defineCommand({
  name: 'webhooks list',
  title: 'Webhooks',
  summary: 'List the webhooks of your bots, or of one of them.',
  example: 'webhooks list steve',
  effect: 'read',
  confirm: false,
  scope: 'webhooks:read',
  by: 'either',
  http: 'GET /api/v1/webhooks',
  input: z.strictObject({ username: BotRef.optional(), limit: Limit, cursor: Cursor }),
  positional: ['username'],
  refuses: ['forbidden'],
  output: z.object({
    username: z.string().nullable(),
    webhooks: z.array(WebhookShape),
    total: z.int(),
    next_cursor: z.string().nullable(),
  }),

  async run({ db, actor }, { username: bot, limit, cursor }) {
    const filter = filterOf(actor, bot);
    const after = cursor === undefined ? undefined : readCursor(cursor);
    const found = await webhooks.list(db, { ...filter, limit: limit + 1, after });
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      username: bot?.username ?? null,
      webhooks: page.map(shapeOf),
      total: await webhooks.count(db, filter),
      next_cursor: found.length > limit && last ? nameOfWebhook(last) : null,
    };
  },

  say({ username, webhooks: rows, total, next_cursor: cursor }) {
    const add = command(`webhooks set ${username ?? 'steve'} https://example.com/hook`);
    const of = username === null ? say`` : say` of ${bold(username)}`;
    if (total === 0)
      return {
        text:
          username === null
            ? say`No webhooks yet. Set the first: ${add}`
            : say`${bold(username)} has no webhook. Give it one: ${add}`,
      };
    const here = rows.length < total ? `, ${rows.length} of them here` : '';
    const input = { ...(username !== null && { username }), ...(cursor !== null && { cursor }) };
    return {
      text: say`${counted(total, 'webhook')}${of}${here}.`,
      table: {
        columns: ['Webhook', 'Health', 'Events', 'Address'],
        rows: rows.map((row) => [
          say`${bold(nameOfWebhook(row))}`,
          say`${row.health}`,
          say`${eventsInWords(row.events)}`,
          say`${code(row.url)}`,
        ]),
        lines: rows.map(webhookLine),
      },
      ...(cursor === null ? {} : { buttons: [{ label: 'More', command: 'webhooks list', input }] }),
    };
  },
});

/** A webhook in a line, with its card one press away. */
export const webhookLine = (webhook: WebhookShape): Line => ({
  text: say`${bold(nameOfWebhook(webhook))} · ${webhook.health} · ${eventsInWords(webhook.events)} · ${code(webhook.url)}`,
  buttons: [showWebhookButton(webhook)],
});

/** An address can be as good as a password, so nobody lists those of another's bot. */
function filterOf(actor: Context['actor'], bot: Parameters<typeof refuseUnlessMine>[1] | undefined) {
  if (!bot) {
    const { bot: self, owner } = withinReach(actor);
    return { bot: self?.id, owner };
  }
  refuseUnlessMine(actor, bot, 'username');
  return { bot: bot.id };
}

/** The page after this webhook, by its name. */
function readCursor(cursor: string): webhooks.WebhookKey {
  const [, username, name] = /^([a-z0-9._-]+)\/([a-z0-9._-]+)$/.exec(cursor) ?? [];
  if (username !== undefined && name !== undefined) return { username, name };
  throw new AppError(
    'invalid_input',
    say`This page is not there any more. ${command('webhooks list')} begins anew.`,
    { field: 'cursor' },
  );
}
