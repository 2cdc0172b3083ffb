import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ofToken } from '../../commands/actors.ts';
import { type Deps, execute } from '../../commands/execute.ts';
import { refusalOf } from '../../commands/refusal.ts';
import { revokePresented } from '../../commands/revoke-presented.ts';
import { tokensInspect } from '../../commands/tokens-inspect.ts';
import type { BotActor } from '../../core/actor.ts';
import { AppError } from '../../core/errors.ts';
import { code, say } from '../../core/text.ts';
import { formatOf } from '../../core/tokens.ts';
import type { Underway } from '../underway.ts';
import { refusal } from './errors.ts';
import { forOne } from './rate-headers.ts';
import { unreadable } from './unreadable.ts';

/** Answers a form from a client that has said who it is. */
type Endpoint = (token: string, client: BotActor, deps: Deps) => Promise<object>;

const MAX_FORM = 64 * 1024;

/** Introspection (RFC 7662) and revocation (RFC 7009), each a form in and JSON out. */
export function addOauth(server: FastifyInstance, deps: Deps, underway: Underway): void {
  server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    const form = 'application/x-www-form-urlencoded';
    scope.addContentTypeParser(form, { parseAs: 'string', bodyLimit: MAX_FORM }, (_request, body, done) =>
      done(null, new URLSearchParams(body.toString())),
    );
    scope.setErrorHandler(async (error, _request, reply) => refuse(reply, badForm(error, deps), undefined));
    for (const [path, endpoint] of [
      ['/oauth/introspect', introspect] as const,
      ['/oauth/revoke', revoke] as const,
    ])
      scope.post(path, async (request, reply) => underway.finish(answer(endpoint, request, reply, deps)));
  });
}

async function answer(
  endpoint: Endpoint,
  request: FastifyRequest,
  reply: FastifyReply,
  deps: Deps,
): Promise<FastifyReply> {
  let login: Login | undefined;
  try {
    const form = formOf(request.body);
    login = loginOf(request.headers.authorization, form);
    const client = await clientOf(login, request.ip, deps);
    const token = form['token'];
    if (token === undefined || token === '') throw wrong(say`The form has no ${code('token')}.`);
    return await reply
      .header('cache-control', 'no-store')
      .send(await endpoint(token, client, forOne(request.raw, deps)));
  } catch (thrown) {
    return refuse(reply, refusalOf(thrown, deps), login);
  }
}

/** @throws AppError when a parameter comes twice, which RFC 6749 (3.1) forbids. */
function formOf(body: unknown): Record<string, string> {
  if (!(body instanceof URLSearchParams)) throw wrong(say`The body has to be a form.`);
  const form = Object.fromEntries(body);
  if (Object.keys(form).length !== body.size) throw wrong(say`A parameter of the form is given twice.`);
  return form;
}

/** How a client says who it is: a token alone, or its bot with a token as the bot's secret. */
type Login = { way: 'bearer'; token: string } | { way: 'secret'; id: string; token: string };

/** @throws AppError when it says so in more than one way, or in none. */
function loginOf(authorization: string | undefined, form: Record<string, string>): Login {
  const { client_id: id = '', client_secret: secret } = form;
  if (authorization !== undefined && secret !== undefined)
    throw wrong(say`The client says in two ways who it is.`);
  if (secret !== undefined) return { way: 'secret', id, token: secret };
  const [, scheme = '', value = ''] = /^(\S+) +(\S+) *$/.exec(authorization ?? '') ?? [];
  if (scheme.toLowerCase() === 'bearer') return { way: 'bearer', token: value };
  if (scheme.toLowerCase() === 'basic') return basic(value);
  throw new AppError(
    'unauthenticated',
    say`Say who you are: a bot's token as a bearer, or the bot as ${code('client_id')} and one of its tokens as ${code('client_secret')}.`,
  );
}

/** Both halves are form-encoded before they are put together (RFC 6749 2.3.1). */
function basic(value: string): Login {
  const [, id, token] = /^([^:]*):(.*)$/s.exec(Buffer.from(value, 'base64').toString()) ?? [];
  try {
    return { way: 'secret', id: decoded(id), token: decoded(token) };
  } catch {
    throw wrong(say`The header ${code('Authorization')} cannot be read.`);
  }
}

const decoded = (text = ''): string => decodeURIComponent(text.replaceAll('+', ' '));

async function clientOf(login: Login, address: string, deps: Deps): Promise<BotActor> {
  const client = await ofToken(login.token, { surface: 'rest', address }, deps);
  if (login.way === 'bearer' || [client.id, client.username].some((name) => name === login.id)) return client;
  throw new AppError('unauthenticated', say`That token is not one of ${code('client_id')}.`);
}

const wrong = (text: ReturnType<typeof say>): AppError => new AppError('invalid_input', text);

/** Of what an inspection says of a token that is alive. */
const Alive = z.object({
  active: z.literal(true),
  id: z.string(),
  username: z.string(),
  bot_id: z.string(),
  scopes: z.array(z.string()),
  created_at: z.date(),
  expires_at: z.date(),
});

const INACTIVE = { active: false };

/** Refusals that say something of the client; all others say that there is no such token for it. */
const OF_THE_CLIENT = new Set(['missing_scope', 'rate_limited', 'service_unavailable', 'internal_error']);

const introspect: Endpoint = async (token, client, deps) => {
  const outcome = await execute(tokensInspect, { token }, client, deps, true);
  if (outcome.kind === 'refused' && OF_THE_CLIENT.has(outcome.error.code)) throw outcome.error;
  // People may inspect a part of one; a program is told of a whole one only.
  if (outcome.kind !== 'done' || !formatOf(token)) return INACTIVE;
  const alive = Alive.safeParse(outcome.output).data;
  if (!alive) return INACTIVE;
  const { name: issuer } = deps.issuer;
  return {
    active: true,
    scope: alive.scopes.join(' '),
    client_id: alive.bot_id,
    username: alive.username,
    token_type: 'Bearer',
    exp: seconds(alive.expires_at),
    iat: seconds(alive.created_at),
    sub: alive.bot_id,
    aud: issuer,
    iss: issuer,
    jti: alive.id,
  };
};

const seconds = (time: Date): number => Math.floor(time.getTime() / 1000);

/** A token that is not there, or dead, is as good as revoked. */
const revoke: Endpoint = async (token, client, deps) => {
  const outcome = await revokePresented(token, client, deps);
  const isGone =
    outcome?.kind === 'refused' && ['unknown_token', 'already_done'].includes(outcome.error.code);
  if (outcome?.kind === 'refused' && !isGone) throw outcome.error;
  return {};
};

function badForm(error: unknown, deps: Deps): AppError {
  const isOtherType =
    error instanceof Error && 'code' in error && error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE';
  return isOtherType
    ? wrong(say`The body has to be a form: ${code('application/x-www-form-urlencoded')}.`)
    : unreadable(error, deps);
}

/** As RFC 6749 (5.2) has it. */
function refuse(reply: FastifyReply, error: AppError, login: Login | undefined): FastifyReply {
  const { status: ours, headers, body } = refusal(error);
  // What cannot be read has one status there.
  const status = ours === 413 || ours === 415 ? 400 : ours;
  const challenge = status === 401 ? { 'www-authenticate': challengeFor(login) } : {};
  return reply
    .code(status)
    .headers({ ...headers, ...challenge, 'cache-control': 'no-store' })
    .send({ error: nameOf(error, status, login), error_description: ascii(body.detail) });
}

function challengeFor(login: Login | undefined): string | string[] {
  const asBasic = 'Basic realm="Botmint"';
  if (login?.way === 'bearer') return 'Bearer error="invalid_token"';
  return login ? asBasic : [asBasic, 'Bearer'];
}

function nameOf({ code: ours }: AppError, status: number, login: Login | undefined): string {
  if (status === 401) return login?.way === 'bearer' ? 'invalid_token' : 'invalid_client';
  if (ours === 'missing_scope') return 'insufficient_scope';
  if (status === 403) return 'unauthorized_client';
  if (status === 429 || status === 503) return 'temporarily_unavailable';
  return status === 500 ? 'server_error' : 'invalid_request';
}

/** The letters that RFC 6749 allows in a description. */
const ascii = (text: string): string => text.replaceAll(/["\\]/g, "'").replaceAll(/[^ -~]/g, '?');
