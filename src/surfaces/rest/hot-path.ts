import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { warmActor } from '../../commands/actors.ts';
import type { Deps } from '../../commands/execute.ts';
import type { Allowance } from '../../commands/limits.ts';
import { whoami } from '../../commands/whoami.ts';
import type { BotActor } from '../../core/actor.ts';
import { presentedIn } from '../presented.ts';
import { POLICIES, rateLimit } from '../rate-limit.ts';
import type { Underway } from '../underway.ts';
import { noteCounted } from './rate-headers.ts';
import { requestIdFor } from './request-id.ts';

const [METHOD = '', PATH = ''] = whoami.http.split(' ');

/** What the ordinary road answered. */
interface Body {
  text: string;
  /** In bytes. */
  length: string;
  /** The quicker one where both write the same. */
  encoding: 'latin1' | 'utf8';
}

interface Around {
  deps: Deps;
  /** Names this server answers to. */
  hosts: ReadonlySet<string>;
  underway: Underway;
}

/**
 * The shortest way to `GET /api/v1/bots/me` for a token that was seen lately. Programs ask it before each piece of work,
 * to know that their token still stands, so it is most of what this server does; by way of Fastify and `execute` it costs
 * several times what an answer of `node:http` does, and here about as much.
 *
 * It decides nothing by itself. Who asks is `warmActor`, which judges as the ordinary road does; the limit is counted
 * where all are; and the body is what the ordinary road answered to that very actor, who is another as soon as anything
 * about it has changed. Whatever is not a plain success is left to the ordinary road, which says why.
 */
export class HotPath {
  readonly #around: Around;
  readonly #bodies = new WeakMap<BotActor, Body>();
  readonly #count: (seconds: number) => void;
  #isClosing = false;

  constructor(around: Around) {
    this.#around = around;
    this.#count = around.deps.meter.often(whoami.name, METHOD, PATH);
  }

  /** As `ordinary`, which is handed what is not answered here. */
  before(ordinary: RequestListener): RequestListener {
    return (request, response) => {
      const bot = this.#askerOf(request);
      const body = bot && this.#bodies.get(bot);
      if (!bot || !body) {
        ordinary(request, response);
        return;
      }
      const { deps, underway } = this.#around;
      const began = deps.clock.elapsed();
      const answer = (allowance: Allowance | undefined): void => {
        if (allowance?.isTaken === false) {
          noteCounted(request, deps, allowance);
          ordinary(request, response);
          return;
        }
        this.#answer(request, response, body, allowance);
        this.#count((deps.clock.elapsed() - began) / 1000);
      };
      const counted = deps.limits.count(bot);
      if (counted instanceof Promise) void underway.finish(counted.then(answer));
      else answer(counted);
    };
  }

  /** Has it remember what the ordinary road answers to whom. */
  learnFrom(server: FastifyInstance): void {
    server.addHook('onRoute', (route) => {
      if (route.method !== METHOD || route.url !== PATH) return;
      route.onSend = (request, reply, payload, done): void => {
        const { actor } = request;
        const isPlain = reply.statusCode === 200 && request.raw.url === PATH;
        if (actor?.kind === 'bot' && isPlain && typeof payload === 'string')
          this.#bodies.set(actor, bodyOf(payload));
        done(null, payload);
      };
    });
    // From here on whoever comes is sent away, which is not for here to say.
    server.addHook('preClose', (done) => {
      this.#isClosing = true;
      done();
    });
  }

  #askerOf({ method, url, headers, socket }: IncomingMessage): BotActor | undefined {
    if (url !== PATH || method !== METHOD || this.#isClosing) return undefined;
    const { deps, hosts } = this.#around;
    if (!hosts.has(headers.host?.toLowerCase() ?? '')) return undefined;
    // A body is left to who would read it.
    if (headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined)
      return undefined;
    return warmActor(presentedIn(headers), { surface: 'rest', address: socket.remoteAddress }, deps);
  }

  #answer(
    { headers }: IncomingMessage,
    response: ServerResponse,
    { text, length, encoding }: Body,
    allowance: Allowance | undefined,
  ): void {
    const fields = [
      'x-request-id',
      requestIdFor(headers, this.#around.deps.ids),
      'cache-control',
      'no-store',
      'content-type',
      'application/json; charset=utf-8',
      'content-length',
      length,
    ];
    if (allowance)
      fields.push('ratelimit-policy', POLICIES[allowance.tier], 'ratelimit', rateLimit(allowance));
    response.writeHead(200, fields).end(text, encoding);
  }
}

function bodyOf(text: string): Body {
  const length = Buffer.byteLength(text);
  return { text, length: String(length), encoding: length === text.length ? 'latin1' : 'utf8' };
}
