import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  ConnectionError,
  MatrixHttpApi,
  type HttpApiEvent,
  type HttpApiEventHandlerMap,
  HTTPError,
  MatrixError,
  Method,
} from 'matrix-js-sdk/lib/http-api/index.js';
import { TypedEventEmitter } from 'matrix-js-sdk/lib/models/typed-event-emitter.js';
import type { z } from 'zod';
import { homeserverFault, isOurCredential } from '../../core/homeserver-fault.ts';
import { HomeserverAway, HomeserverRefusal } from '../../core/matrix.ts';
import type { Secret } from '../../core/secret.ts';

/** For one request, and for what is asked again after it was cut off. */
const PATIENCE_MS = 10_000;

/**
 * Every user of ours acts as this device. A homeserver knows what was sent under which id for each device, and only what
 * a device sent it still knows when it has started anew (measured on Synapse).
 */
const DEVICE = 'BOTMINT';

/** How soon a request whose connection broke is sent again: what is sent has the same id. */
const AGAIN_MS = 100;

/** By which it says that it is there, and does not reach us, or another homeserver. */
const UNREACHED: ReadonlySet<number> = new Set([502, 504]);

export interface Asked {
  method?: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** After the prefix, each part encoded. */
  path: string;
  prefix?: string;
  /** The user of ours that acts. */
  as?: string;
  query?: Record<string, string>;
  body?: object | Uint8Array;
  contentType?: string;
  /** May it be sent again after a connection that broke? */
  isRepeatable?: boolean;
  /** Its path ends with an id under which it is done once. */
  isOnce?: boolean;
}

const METHODS = { GET: Method.Get, PUT: Method.Put, POST: Method.Post, DELETE: Method.Delete };

/** Requests of an application service to its homeserver: the SDK's own client for HTTP, and nothing that it remembers. */
export class Requests {
  readonly #http: MatrixHttpApi<{ baseUrl: string; prefix: string; onlyData: true }>;
  readonly #alarm: (line: string) => void;
  readonly #token: Secret;

  /** `alarm` is told when it is we who are refused, each time. */
  constructor(url: string, token: Secret, alarm: (line: string) => void) {
    const events = new TypedEventEmitter<HttpApiEvent, HttpApiEventHandlerMap>();
    this.#alarm = alarm;
    this.#token = token;
    this.#http = new MatrixHttpApi(events, {
      baseUrl: url.replace(/\/+$/, ''),
      prefix: '/_matrix/client/v3',
      onlyData: true,
      accessToken: token.reveal(),
      useAuthorizationHeader: true,
      localTimeoutMs: PATIENCE_MS,
    });
  }

  /** What of a user only who has our token can say. */
  sign(userId: string): string {
    return createHmac('sha256', this.#token.reveal())
      .update(`made by Botmint: ${userId}`)
      .digest('base64url');
  }

  /** @throws HomeserverRefusal, HomeserverAway */
  async ask<Schema extends z.ZodType>(answer: Schema, asked: Asked): Promise<z.output<Schema>> {
    try {
      const given = answer.safeParse(asked.isOnce ? await this.#askOnce(asked) : await this.#ask(asked));
      if (given.success) return given.data;
      throw new HomeserverAway('its answer is none', { cause: given.error });
    } catch (error) {
      if (isOurCredential(error))
        this.#alarm(`${homeserverFault(error)} Until then nothing of Botmint reaches Matrix.`);
      throw error;
    }
  }

  async #askOnce(asked: Asked): Promise<unknown> {
    const asDevice = { ...asked, query: { ...asked.query, device_id: DEVICE } };
    try {
      return await this.#ask(asDevice);
    } catch (error) {
      if (!(error instanceof HomeserverRefusal) || error.code !== 'M_UNKNOWN_DEVICE') throw error;
    }
    // Nothing was ever sent as this user.
    const body = { display_name: 'Botmint' };
    await this.#ask({
      method: 'PUT',
      path: `/devices/${DEVICE}`,
      body,
      ...(asked.as !== undefined && { as: asked.as }),
    });
    return this.#ask(asDevice);
  }

  async #ask(asked: Asked): Promise<unknown> {
    const { method = 'GET', isRepeatable = method !== 'POST' } = asked;
    try {
      return await this.#send(asked);
    } catch (error) {
      if (!(error instanceof ConnectionError) || !isRepeatable) throw thrownOf(error);
    }
    await sleep(AGAIN_MS);
    try {
      return await this.#send(asked);
    } catch (error) {
      throw thrownOf(error);
    }
  }

  async #send({ method = 'GET', path, prefix, as, query, body, contentType }: Asked): Promise<unknown> {
    const given = body instanceof Uint8Array ? new Blob([Uint8Array.from(body)]) : body;
    return this.#http.authedRequest<unknown>(
      METHODS[method],
      path,
      { ...query, ...(as !== undefined && { user_id: as }) },
      given,
      {
        ...(prefix !== undefined && { prefix }),
        ...(contentType !== undefined && { headers: { 'content-type': contentType } }),
        inhibitLogoutEmit: true,
        priority: 'auto',
      },
    );
  }
}

function thrownOf(error: unknown): unknown {
  if (error instanceof MatrixError || error instanceof HTTPError) {
    const status = error.httpStatus ?? 0;
    const said = error instanceof MatrixError ? error.errcode : undefined;
    const isAnswer = said !== undefined && UNREACHED.has(status);
    // A proxy before it, or it itself, is down.
    if ((status >= 500 && !isAnswer) || status === 0)
      return new HomeserverAway(`it answered ${status}`, { cause: error });
    return new HomeserverRefusal(status, said ?? 'M_UNKNOWN', waitOf(error));
  }
  if (error instanceof Error && ['ConnectionError', 'AbortError', 'TimeoutError'].includes(error.name))
    return new HomeserverAway('it did not answer', { cause: error });
  // Cut off in the middle, or no JSON.
  if (error instanceof TypeError || error instanceof SyntaxError)
    return new HomeserverAway('its answer cannot be read', { cause: error });
  return error;
}

function waitOf(error: HTTPError): number | undefined {
  if (!error.isRateLimitError()) return undefined;
  try {
    return error.getRetryAfterMs() ?? undefined;
  } catch {
    // What it says of the time is no time.
    return undefined;
  }
}
