import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Command, OnceOnly } from '../../commands/declare.ts';
import { type Deps, execute, executeOnce } from '../../commands/execute.ts';
import { refusalOf } from '../../commands/refusal.ts';
import { LONGEST_WAIT, updatesGet } from '../../commands/updates-get.ts';
import { webhooksDelete } from '../../commands/webhooks-delete.ts';
import { webhooksResume } from '../../commands/webhooks-resume.ts';
import { webhooksSet } from '../../commands/webhooks-set.ts';
import { webhooksShow } from '../../commands/webhooks-show.ts';
import type { BotActor } from '../../core/actor.ts';
import { AppError } from '../../core/errors.ts';
import { code, say } from '../../core/text.ts';
import type { OwnAddress } from '../own-address.ts';
import type { Underway } from '../underway.ts';
import { identifying } from './identify.ts';
import { goneOf } from './gone.ts';
import { forOne } from './rate-headers.ts';
import { refuse } from './refuse.ts';
import { actorOf, inputOf, shown } from './routes.ts';

/** What AgentFlow calls a bot's one webhook has no name there. */
const NAME = 'default';

/** What is sent, and the key under which it is done once. */
interface Sent {
  body: Record<string, unknown>;
  key: string | undefined;
}

type Endpoint = (bot: BotActor, sent: Sent, deps: Deps) => Promise<object>;

/** AgentFlow's own names for a bot's webhook, and Telegram's for its updates: each asks what a command does, for the bot whose token it is. */
export function addAgentflow(server: FastifyInstance, deps: Deps, underway: Underway, own: OwnAddress): void {
  const add = (method: 'GET' | 'POST', name: string, command: Command, endpoint: Endpoint): void =>
    void server.route({
      method,
      url: `/api/v1/${name}`,
      config: { command },
      onRequest: identifying(command, deps, own),
      handler: async (request, reply) => underway.finish(answer(name, endpoint, request, reply, deps)),
    });
  add('POST', 'setWebhook', webhooksSet, setWebhook);
  add('POST', 'deleteWebhook', webhooksDelete, deleteWebhook);
  add('GET', 'getWebhookInfo', webhooksShow, getWebhookInfo);
  add('GET', 'getUpdates', updatesGet, getUpdates);
  add('POST', 'getUpdates', updatesGet, getUpdates);
}

async function answer(
  name: string,
  endpoint: Endpoint,
  request: FastifyRequest,
  reply: FastifyReply,
  deps: Deps,
): Promise<FastifyReply> {
  try {
    const bot = actorOf(request);
    if (bot.kind !== 'bot') throw forBots(name);
    const body = z.record(z.string(), z.unknown()).catch({}).parse(inputOf(request));
    const key = request.headers['idempotency-key'];
    const sent = { body, key: key === undefined ? undefined : String(key) };
    const standing = { ...forOne(request.raw, deps), gone: goneOf(reply) };
    return await reply.send({ ok: true, ...shown(await endpoint(bot, sent, standing)) });
  } catch (thrown) {
    return refuse(reply, refusalOf(thrown, deps));
  }
}

function forBots(name: string): AppError {
  return new AppError(
    'missing_bot_token',
    say`${code(name)} is about the bot that asks it, so send that bot's token.`,
  );
}

/** What of a webhook that was set is told, also when it is told again. */
const Set = z.object({ url: z.string(), status: z.string(), signing_key: OnceOnly.nullish() });

/** What has changed is as it was given last, at once: a program knows one secret. */
const setWebhook: Endpoint = async (bot, { body, key }, deps) => {
  const { allowed_updates, max_connections, drop_pending_updates, ...given } = body;
  const before = await unlessNone(ask(webhooksShow, whichOf(bot), bot, deps));
  const input = {
    // Written for AgentFlow, it knows messages alone.
    ...(!before && { events: ['message'] }),
    overlap: 0,
    ...given,
    ...(allowed_updates !== undefined && { events: allowed_updates }),
    ...(max_connections !== undefined && { max_in_flight: max_connections }),
    ...(drop_pending_updates !== undefined && { drop_waiting: drop_pending_updates }),
    username: bot.username,
    name: NAME,
  };
  // What it was written as is the same when it is sent again; what is made of it need not be.
  const again = key === undefined ? undefined : { key, request: body };
  const isBrought = given['secret'] !== undefined;
  const done = ask(webhooksSet, input, bot, deps, again).catch(async (thrown: unknown) => {
    // Who brought the secret has it, and needs to hear only that it is set.
    if (!isBrought || !(thrown instanceof AppError) || thrown.code !== 'already_shown') throw thrown;
    return ask(webhooksShow, whichOf(bot), bot, deps);
  });
  const { url, status, signing_key } = Set.parse(await done);
  if (status === 'disabled') await ask(webhooksResume, whichOf(bot), bot, deps);
  return { url, ...(!isBrought && signing_key && { signing_key }) };
};

const deleteWebhook: Endpoint = async (bot, { body, key }, deps) => {
  const again = key === undefined ? undefined : { key, request: body };
  await unlessNone(ask(webhooksDelete, whichOf(bot), bot, deps, again));
  return {};
};

/** Telegram's fields beside AgentFlow's; times of theirs are seconds. */
const getWebhookInfo: Endpoint = async (bot, _sent, deps) => {
  const found = await unlessNone(ask(webhooksShow, whichOf(bot), bot, deps));
  if (!found) return NONE;
  const webhook = webhooksShow.output.parse(found);
  const { last_error_at: failed } = webhook;
  return {
    url: webhook.url,
    has_webhook: true,
    pending_update_count: webhook.pending,
    last_error_date: failed && Math.floor(failed.getTime() / 1000),
    last_error_message: webhook.last_error,
    max_connections: webhook.max_in_flight,
    allowed_updates: webhook.events,
    status: webhook.status,
    secret_expires_at: webhook.secret_expires_at,
  };
};

const NONE = {
  url: null,
  has_webhook: false,
  pending_update_count: 0,
  last_error_date: null,
  last_error_message: null,
  max_connections: null,
  allowed_updates: null,
  status: null,
  secret_expires_at: null,
};

/**
 * AgentFlow has none, so it is as Telegram's: what comes is its `result`, and who would wait longer than is possible waits
 * as long as is. There is one kind of update, so `allowed_updates` has nothing to choose from.
 */
const getUpdates: Endpoint = async (bot, { body }, deps) => {
  const { allowed_updates: _, timeout, ...given } = body;
  const wait = timeout === undefined ? {} : { timeout: shortened(timeout) };
  const input = { ...given, ...wait, username: bot.username };
  const { updates } = updatesGet.output.parse(await ask(updatesGet, input, bot, deps));
  return { result: updates };
};

const shortened = (timeout: unknown): unknown => (Number(timeout) > LONGEST_WAIT ? LONGEST_WAIT : timeout);

const whichOf = ({ username }: BotActor) => ({ webhook: `${username}/${NAME}` });

/** @throws AppError as it was refused. */
async function ask(
  command: Command,
  input: object,
  bot: BotActor,
  deps: Deps,
  again?: { key: string; request: object },
): Promise<unknown> {
  const outcome = again
    ? await executeOnce(command, input, bot, deps, again.key, again.request)
    : await execute(command, input, bot, deps, true);
  if (outcome.kind === 'refused') throw outcome.error;
  if (outcome.kind === 'confirm') throw new Error('a program was asked to confirm');
  return outcome.kind === 'replayed' ? outcome.body : outcome.output;
}

/** Undefined where there is no webhook. */
async function unlessNone(asked: Promise<unknown>): Promise<unknown> {
  return asked.catch((thrown: unknown) => {
    if (thrown instanceof AppError && thrown.code === 'unknown_webhook') return undefined;
    throw thrown;
  });
}
