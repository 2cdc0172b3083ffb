import { isDeepStrictEqual } from 'node:util';
import { AppError } from '../core/errors.ts';
import type { Secret } from '../core/secret.ts';
import { bold, command, counted, say } from '../core/text.ts';
import type { WebhookHeaders } from '../core/webhook-headers.ts';
import { placeOfHeaders } from '../core/webhook-request.ts';
import type { RetryName, Scheme } from '../core/webhooks.ts';
import type { Bot } from '../store/bots.ts';
import * as waiting from '../store/webhook-waiting.ts';
import * as events from '../store/events.ts';
import * as webhooks from '../store/webhooks.ts';
import type { Context } from './declare.ts';
import { sign } from './signing.ts';

/** What is asked of a webhook; undefined: as it was. */
export interface Wanted {
  url?: string | undefined;
  events?: string[] | undefined;
  scheme?: Scheme | undefined;
  headers?: WebhookHeaders | undefined;
  retry?: { retry: RetryName; retry_steps: number[] | null } | undefined;
  max_in_flight?: number | undefined;
  ordering?: 'room' | 'webhook' | 'none' | undefined;
  rate?: number | null | undefined;
  timeout?: number | undefined;
  hears?: 'own' | 'all' | undefined;
}

/** Each endpoint is a connection kept open and a row more for each event. */
const MOST = 10;

/** A new webhook that signs with `secret`. @throws AppError when the bot has enough of them. */
export async function make(
  context: Context,
  bot: Bot,
  { url, name, secret, ...wanted }: Wanted & { url: string; name: string; secret: Secret },
): Promise<void> {
  const { db, ids, clock, actor } = context;
  const others = await webhooks.listOf(db, bot.id);
  if (others.length >= MOST) throw tooMany(bot, others.length);
  const at = clock.now();
  const place = { organization_id: actor.organizationId, id: ids.make<'webhook'>() };
  const made = await webhooks.insert(db, {
    ...place,
    bot_id: bot.id,
    name,
    url,
    scheme: 'agentflow',
    ...columnsOf(wanted),
    ...sealedHeaders(context, place, wanted.headers),
    created_at: at,
    updated_at: at,
  });
  if (!made) throw new Error(`${bot.username} has a webhook ${name} already`);
  await sign(context, made, secret);
  // What is kept of its tokens tells the address.
  context.forget({ bots: [bot.id] });
}

/** In the words of its card: what is another than it was. What waits for a new address is due now. */
export async function change(context: Context, webhook: webhooks.Webhook, wanted: Wanted): Promise<string[]> {
  const { db, clock } = context;
  const at = clock.now();
  const was = new Map<string, unknown>(Object.entries(webhook));
  const differing = Object.entries(columnsOf(wanted)).filter(
    ([column, value]) => !isDeepStrictEqual(was.get(column), value),
  );
  const isMoved = differing.some(([column]) => column === 'url');
  const changes = { ...Object.fromEntries(differing), ...sealedHeaders(context, webhook, wanted.headers) };
  const changed = new Set(Object.keys(changes).map((column) => WORDS.get(column) ?? column));
  if (changed.size === 0) return [];
  await webhooks.update(db, webhook.id, { ...changes, ...(isMoved && UNTRIED), updated_at: at });
  if (isMoved) {
    await waiting.hasten(db, webhook.id, at);
    await events.wake(db, [webhook.id]);
  }
  // Who waits for the bot's messages is told that they go to it now.
  if (isMoved || changed.has('events')) context.forget({ bots: [webhook.bot_id] });
  return [...changed];
}

/** As if it had not been tried: another address, or one that was seen to. */
export const UNTRIED = { failing_since: null, failures: 0, warned_at: null, not_before: null } as const;

const WORDS = new Map([
  ['url', 'address'],
  ['scheme', 'signature'],
  ['header_names', 'headers'],
  ['retry_steps', 'retry'],
  ['max_in_flight', 'requests at once'],
  ['ordering', 'order'],
  ['rate_per_second', 'rate'],
  ['timeout_ms', 'timeout'],
  ['hears', 'bots it hears of'],
]);

function columnsOf({
  url,
  events: types,
  scheme,
  retry,
  max_in_flight,
  ordering,
  rate,
  timeout,
  hears,
}: Wanted) {
  return {
    ...(url !== undefined && { url }),
    ...(types !== undefined && { events: types }),
    ...(scheme !== undefined && { scheme }),
    ...retry,
    ...(max_in_flight !== undefined && { max_in_flight }),
    ...(ordering !== undefined && { ordering }),
    ...(rate !== undefined && { rate_per_second: rate }),
    ...(timeout !== undefined && { timeout_ms: timeout * 1000 }),
    ...(hears !== undefined && { hears }),
  };
}

function sealedHeaders(
  { vault }: Context,
  webhook: Parameters<typeof placeOfHeaders>[0],
  headers: WebhookHeaders | undefined,
) {
  if (!headers) return {};
  const isNone = headers.names.length === 0;
  const sealed = isNone ? null : vault.seal(headers.values, placeOfHeaders(webhook));
  return { headers: sealed, header_names: headers.names };
}

/** Who hears of all bots reads what is everybody's, so also where that goes is an admin's to say. */
export function refuseUnlessAdmin({ actor }: Context): void {
  if (actor.scopes.has('organization:act')) return;
  throw new AppError('forbidden', say`Only an admin sets a webhook that hears of all bots.`, {
    field: 'hears',
  });
}

function tooMany({ username }: Bot, count: number): AppError {
  const list = command(`webhooks list ${username}`);
  return new AppError(
    'too_many_webhooks',
    say`${bold(username)} has ${counted(count, 'webhook')}, the most it can have. Delete one first: ${list}`,
    { field: 'name' },
  );
}
