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
import { HomeserverAway, HomeserverRefusal } from '../../core/matrix.ts';
import type { Secret } from '../../core/secret.ts';

/** For one request, and for what is asked again after it was cut off. */
const PATIENCE_MS = 10_000;

/** How soon a request whose connection broke is sent again: what is sent has the same id. */
const AGAIN_MS = 100;

/** It is there, and says that it does not reach us. */
const UNREACHED: ReadonlySet<string> = new Set([
  'M_BAD_STATUS',
  'M_CONNECTION_FAILED',
  'M_CONNECTION_TIMEOUT',
]);

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
}

const METHODS = { GET: Method.Get, PUT: Method.Put, POST: Method.Post, DELETE: Method.Delete };

/** Requests of an application service to its homeserver: the SDK's own client for HTTP, and nothing that it remembers. */
export class Requests {
  readonly #http: MatrixHttpApi<{ baseUrl: string; prefix: string; onlyData: true }>;

  constructor(url: string, token: Secret) {
    const events = new TypedEventEmitter<HttpApiEvent, HttpApiEventHandlerMap>();
    this.#http = new MatrixHttpApi(events, {
      baseUrl: url.replace(/\/+$/, ''),
      prefix: '/_matrix/client/v3',
      onlyData: true,
      accessToken: token.reveal(),
      useAuthorizationHeader: true,
      localTimeoutMs: PATIENCE_MS,
    });
  }

  /** @throws HomeserverRefusal, HomeserverAway */
  async ask<Schema extends z.ZodType>(answer: Schema, asked: Asked): Promise<z.output<Schema>> {
    const { method = 'GET', isRepeatable = method !== 'POST' } = asked;
    try {
      return answer.parse(await this.#send(asked));
    } catch (error) {
      if (!(error instanceof ConnectionError) || !isRepeatable) throw thrownOf(error);
    }
    await sleep(AGAIN_MS);
    try {
      return answer.parse(await this.#send(asked));
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
        ...(contentType !== undefined && { headers: { 'content-type': contentType }, json: false }),
        inhibitLogoutEmit: true,
        priority: 'auto',
      },
    );
  }
}

function thrownOf(error: unknown): unknown {
  if (error instanceof MatrixError || error instanceof HTTPError) {
    const status = error.httpStatus ?? 0;
    const code = error instanceof MatrixError ? (error.errcode ?? 'M_UNKNOWN') : 'M_UNKNOWN';
    // A proxy before it, or it itself, is down.
    if ((status >= 500 && !UNREACHED.has(code)) || status === 0)
      return new HomeserverAway(`it answered ${status}`, { cause: error });
    return new HomeserverRefusal(status, code, waitOf(error));
  }
  if (error instanceof Error && ['ConnectionError', 'AbortError', 'TimeoutError'].includes(error.name))
    return new HomeserverAway('it did not answer', { cause: error });
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
