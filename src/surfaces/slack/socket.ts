import { setTimeout as sleep } from 'node:timers/promises';
import type { App, Receiver } from '@slack/bolt';
import { SocketModeClient } from '@slack/socket-mode';
import { WebAPIRateLimitedError } from '@slack/web-api';
import { z } from 'zod';
import type { Secret } from '../../core/secret.ts';
import { clientOptions, type SlackAddress } from './clients.ts';
import { boltLogger } from './logger.ts';

/** How long Slack may take to say hello. */
const HELLO_MS = 10_000;
/** The first pause after a failure; each is twice the last. */
const PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** How long whoever asks waits for a line that is being renewed. */
const PATIENCE_MS = 2000;
/** How long Slack may take to say goodbye. */
const GOODBYE_MS = 1000;

export interface SocketOptions extends SlackAddress {
  appToken: Secret;
  /** Says what somebody has to do something about, and not over and over. */
  alarm: (line: string) => void;
}

const Envelope = z.object({
  ack: z.custom<(response?: unknown) => Promise<void>>((ack) => typeof ack === 'function'),
  body: z.record(z.string(), z.unknown()),
  retry_num: z.number().optional(),
  retry_reason: z.string().optional(),
});

const Goodbye = z.object({ type: z.literal('disconnect') });

/**
 * Hears Slack over a WebSocket that Botmint opens. Slack ends each after some hours, and says so before: the next one is
 * opened at once, while the client's own way would be to wait five seconds, and to end the process where Slack is out of
 * reach just then.
 */
export class SocketLine implements Receiver {
  readonly #options: SocketOptions;
  readonly #closing = new AbortController();
  /** All that are not closed yet. */
  readonly #clients = new Set<SocketModeClient>();
  #app: App | undefined;
  /** The one over which Slack speaks. */
  #current: SocketModeClient | undefined;
  #renewing: Promise<void> | undefined;

  constructor(options: SocketOptions) {
    this.#options = options;
  }

  init(app: App): void {
    this.#app = app;
  }

  /** Resolves when Slack has said hello. @throws what it answers instead */
  async start(): Promise<void> {
    await this.#open();
  }

  /** Hears nothing more from here on. What was acknowledged goes on; what waits for that still gets it. */
  close(): void {
    this.#closing.abort();
  }

  async stop(): Promise<void> {
    this.close();
    await this.#renewing;
    this.#current = undefined;
    const goodbyes = [...this.#clients].map(async (client) => client.disconnect());
    await Promise.race([Promise.all(goodbyes), sleep(GOODBYE_MS, undefined, { ref: false })]);
  }

  /** Resolves when there is a line. */
  async ping(): Promise<void> {
    if (this.#renewing) await Promise.race([this.#renewing, sleep(PATIENCE_MS, undefined, { ref: false })]);
    if (!this.#current) throw new Error('there is no line to Slack');
  }

  async #open(): Promise<void> {
    const { appToken, log } = this.#options;
    const client = new SocketModeClient({
      appToken: appToken.reveal(),
      logger: boltLogger(log),
      autoReconnectEnabled: false,
      clientOptions: clientOptions(this.#options),
    });
    this.#clients.add(client);
    client.on('slack_event', (envelope: unknown) => void this.#take(envelope));
    client.on('ws_message', (said: unknown) => {
      if (isGoodbye(said)) this.#lose(client);
    });
    client.on('disconnected', () => {
      this.#clients.delete(client);
      this.#lose(client);
    });
    try {
      await Promise.race([client.start(), noHello()]);
    } catch (error) {
      this.#clients.delete(client);
      void client.disconnect();
      throw error instanceof Error ? error : new Error('Slack closed the line before it said hello');
    }
    this.#current = client;
  }

  #lose(client: SocketModeClient): void {
    if (this.#current !== client) return;
    this.#current = undefined;
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = undefined;
    });
  }

  async #renew(): Promise<void> {
    const { signal } = this.#closing;
    for (let failures = 0; !signal.aborted; failures += 1) {
      try {
        return await this.#open();
      } catch (error) {
        this.#options.alarm(
          `Slack: the line is down, so nobody in Slack is heard until it is back: ${String(error)}`,
        );
        const pause = Math.min(PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS);
        const asked = error instanceof WebAPIRateLimitedError ? error.retryAfter * 1000 : 0;
        await sleep(Math.max(pause, asked), undefined, { signal, ref: false }).catch(() => undefined);
      }
    }
  }

  async #take(said: unknown): Promise<void> {
    // Unacknowledged, it is sent again over another line, where there is one.
    if (this.#closing.signal.aborted) return;
    try {
      const { ack, body, retry_num: retryNum, retry_reason: retryReason } = Envelope.parse(said);
      await this.#app?.processEvent({
        body,
        ack: onceOnly(ack),
        ...(retryNum === undefined ? {} : { retryNum }),
        ...(retryReason === undefined ? {} : { retryReason }),
      });
    } catch (error) {
      this.#options.log.error(`Slack: ${error instanceof Error ? error.message : 'an envelope failed'}`);
    }
  }
}

function onceOnly(ack: (response?: unknown) => Promise<void>): (response?: unknown) => Promise<void> {
  let isAcknowledged = false;
  return async (response) => {
    if (isAcknowledged) return;
    isAcknowledged = true;
    await ack(response);
  };
}

function isGoodbye(said: unknown): boolean {
  if (typeof said !== 'string') return false;
  try {
    return Goodbye.safeParse(JSON.parse(said)).success;
  } catch {
    return false;
  }
}

async function noHello(): Promise<never> {
  await sleep(HELLO_MS, undefined, { ref: false });
  throw new Error('Slack did not say hello within 10 s');
}
