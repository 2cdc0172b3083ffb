import { hash } from 'node:crypto';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { warmActor } from '../../commands/actors.ts';
import type { Deps } from '../../commands/execute.ts';
import type { Allowance } from '../../commands/limits.ts';
import { whoami } from '../../commands/whoami.ts';
import type { BotActor } from '../../core/actor.ts';
import { keyIn, presentedIn } from '../presented.ts';
import { POLICIES, rateLimit } from '../rate-limit.ts';
import type { Underway } from '../underway.ts';
import { Connection, hasBody } from './connection.ts';
import { noteCounted } from './rate-headers.ts';
import { nextRequestId, requestIdFor } from './request-id.ts';

const [METHOD = '', PATH = ''] = whoami.http.split(' ');

/** Requests remembered at once, and how many bytes one may have; the first goes first. */
const REMEMBERED = 50_000;
const LONGEST = 4096;

/** What the ordinary road answered. */
interface Body {
  text: string;
  /** In bytes. */
  length: string;
  /** The quicker one where both write the same. */
  encoding: 'latin1' | 'utf8';
}

/** Who asks, and what they are answered. */
interface Found {
  bot: BotActor;
  body: Body;
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
 * several times what an answer of `node:http` does, and here less than one.
 *
 * It decides nothing by itself. Who asks is `warmActor`, which judges as the ordinary road does; the limit is counted
 * where all are; and the body is what the ordinary road answered to that very actor, who is another as soon as anything
 * about it has changed. Whatever is not a plain success is left to the ordinary road, which says why.
 *
 * Nor does it read HTTP by itself. A program sends the same bytes each time, so what `node:http` read in them once is
 * remembered by their hash, and they are not read again. Whose requests may come again is listened to for that; all else
 * is read as ever, and answered here all the same.
 */
export class HotPath {
  readonly #around: Around;
  readonly #bodies = new WeakMap<BotActor, Body>();
  /** By the hash of a request, the key of the token in it. */
  readonly #keys = new Map<string, string>();
  readonly #connections = new WeakMap<Socket, Connection>();
  readonly #count: (seconds: number) => void;
  #date = { text: '', until: -Infinity };
  #isClosing = false;

  constructor(around: Around) {
    this.#around = around;
    this.#count = around.deps.meter.often(whoami.name, METHOD, PATH);
  }

  /** Has it stand in a server before `ordinary`, which is handed what is not answered here. */
  before(ordinary: RequestListener, server: Server): void {
    const listenTo = (socket: Socket, response: ServerResponse): void => {
      // Who is upgraded is not read by node:http any more.
      if (server.listenerCount('upgrade') + server.listenerCount('connect') > 0) return;
      const kept = `Connection: keep-alive\r\nKeep-Alive: timeout=${Math.floor(server.keepAliveTimeout / 1000)}\r\n\r\n`;
      const connection = new Connection(socket, response, (bytes) => this.#hear(bytes, connection, kept));
      this.#connections.set(socket, connection);
    };
    server.on('request', (request, response) => {
      const { socket } = request;
      const connection = this.#connections.get(socket);
      const bytes = connection?.begin(request, response);
      const refused = connection?.takeRefused();
      const leave = (counted: Allowance | undefined): void => {
        if (counted) noteCounted(request, this.#around.deps, counted);
        ordinary(request, response);
      };
      const key = refused ? undefined : this.#keyIn(request);
      const found = key === undefined ? undefined : this.#find(key, socket.remoteAddress);
      if (key === undefined || !found) {
        leave(refused);
        return;
      }
      const again = comesAgain(request, response);
      if (again && !connection) listenTo(socket, response);
      if (again && bytes) this.#remember(bytes, key);
      this.#answer(found, request, response, leave);
    });
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

  /** Bytes that may have come before: false where they have to be read. */
  #hear(bytes: Buffer, connection: Connection, kept: string): boolean | Promise<boolean> {
    const key = bytes.length > LONGEST ? undefined : this.#keys.get(hash('sha256', bytes, 'binary'));
    const found = key === undefined ? undefined : this.#find(key, connection.address);
    if (!found) return false;
    const { text, encoding } = found.body;
    const answer = (fields: string[]): void => {
      let head = 'HTTP/1.1 200 OK\r\n';
      for (let at = 0; at < fields.length; at += 2) head += `${fields[at]}: ${fields[at + 1]}\r\n`;
      connection.write(`${head}Date: ${this.#dateOf()}\r\n${kept}${text}`, encoding);
    };
    const noted = (refused: Allowance | undefined): boolean => {
      connection.refused = refused;
      return !refused;
    };
    const served = this.#serve(found, nextRequestId(this.#around.deps.ids), answer);
    return served instanceof Promise ? served.then(noted) : noted(served);
  }

  /** What was read; or leaves it with what was counted, where that was one too many. */
  #answer(
    found: Found,
    { headers }: IncomingMessage,
    response: ServerResponse,
    leave: (counted: Allowance) => void,
  ): void {
    const { text, encoding } = found.body;
    const requestId = requestIdFor(headers, this.#around.deps.ids);
    const served = this.#serve(found, requestId, (fields) =>
      response.writeHead(200, fields).end(text, encoding),
    );
    const noted = (refused: Allowance | undefined): void => refused && leave(refused);
    if (served instanceof Promise) void served.then(noted);
    else noted(served);
  }

  /** Of the token that is presented, where it is asked here at all. */
  #keyIn({ method, url, headers }: IncomingMessage): string | undefined {
    if (url !== PATH || method !== METHOD || !this.#around.hosts.has(headers.host?.toLowerCase() ?? ''))
      return undefined;
    // A body is left to who would read it.
    return hasBody(headers) ? undefined : keyIn(presentedIn(headers));
  }

  #find(key: string, address: string | undefined): Found | undefined {
    const from = { surface: 'rest', address } as const;
    const bot = this.#isClosing ? undefined : warmActor(key, from, this.#around.deps);
    const body = bot && this.#bodies.get(bot);
    return body && { bot, body };
  }

  /** Counts it, and has it answered; or gives what was counted, where that was one too many. */
  #serve(
    { bot, body }: Found,
    requestId: string,
    answer: (fields: string[]) => void,
  ): Allowance | undefined | Promise<Allowance | undefined> {
    const { deps, underway } = this.#around;
    const began = deps.clock.elapsed();
    const settle = (allowance: Allowance | undefined): Allowance | undefined => {
      if (allowance?.isTaken === false) return allowance;
      const fields = ['x-request-id', requestId, ...FIELDS, 'content-length', body.length];
      if (allowance)
        fields.push('ratelimit-policy', POLICIES[allowance.tier], 'ratelimit', rateLimit(allowance));
      answer(fields);
      this.#count((deps.clock.elapsed() - began) / 1000);
      return undefined;
    };
    const counted = deps.limits.count(bot);
    return counted instanceof Promise ? underway.finish(counted.then(settle)) : settle(counted);
  }

  #remember(bytes: Buffer, key: string): void {
    if (bytes.length > LONGEST) return;
    this.#keys.set(hash('sha256', bytes, 'binary'), key);
    const [oldest] = this.#keys.keys();
    if (this.#keys.size > REMEMBERED && oldest !== undefined) this.#keys.delete(oldest);
  }

  /** As node:http says what time it is: made anew each second. */
  #dateOf(): string {
    const { clock } = this.#around.deps;
    const at = clock.elapsed();
    if (at < this.#date.until) return this.#date.text;
    const now = clock.now();
    this.#date = { text: now.toUTCString(), until: at + 1000 - now.getMilliseconds() };
    return this.#date.text;
  }
}

const FIELDS = Object.entries({
  'cache-control': 'no-store',
  'content-type': 'application/json; charset=utf-8',
}).flat();

function bodyOf(text: string): Body {
  const length = Buffer.byteLength(text);
  return { text, length: String(length), encoding: length === text.length ? 'latin1' : 'utf8' };
}

/** Whether the same bytes may well come again, and are then to be answered the same: nothing is waited for, or named once. */
const comesAgain = (
  { httpVersion, headers }: IncomingMessage,
  { shouldKeepAlive }: ServerResponse,
): boolean =>
  httpVersion === '1.1' &&
  shouldKeepAlive &&
  headers.expect === undefined &&
  headers['x-request-id'] === undefined &&
  headers['traceparent'] === undefined;
