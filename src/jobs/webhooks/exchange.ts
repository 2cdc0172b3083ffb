import type { Dispatcher } from 'undici';
import type { EgressFault, Post, Reply } from '../../core/ports.ts';
import { Unreached } from './dialing.ts';

/** Of an answer's body. The rest is not read: the connection is closed. */
const KEPT_BYTES = 16_384;

/** Why a request was given up, for whoever reads its error; nobody does. */
const ENOUGH = new Error('enough was read');

/**
 * One POST and its answer, up to its end. It holds the only timer: what goes on after the answer's head is stopped by
 * it as well, which undici's own limits would not do for a byte every second.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly reply: Promise<Reply>;
  /** Whom it goes over; known when it is sent. */
  peer: { address: string | null } = { address: null };
  readonly #begun = performance.now();
  readonly #resolve: (reply: Reply) => void;
  readonly #timer: NodeJS.Timeout;
  readonly #signal: AbortSignal | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #isOver = false;
  #status: number | null = null;
  #headers: Record<string, string> = {};
  readonly #chunks: Buffer[] = [];
  #bytes = 0;

  constructor({ timeoutMs, signal }: Pick<Post, 'timeoutMs' | 'signal'>) {
    const { promise, resolve } = Promise.withResolvers<Reply>();
    this.reply = promise;
    this.#resolve = resolve;
    this.#timer = setTimeout(() => this.giveUp('timeout'), timeoutMs);
    this.#signal = signal;
    signal?.addEventListener('abort', this.#abort);
    if (signal?.aborted === true) this.giveUp('aborted');
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Ends it with what has come; with this fault when that is nothing. */
  giveUp(fault: EgressFault): void {
    this.#end(fault, true);
    this.#controller?.abort(ENOUGH);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // It was given up while it was being connected.
    if (this.#isOver) controller.abort(ENOUGH);
  }

  onResponseStart(
    _: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    // 100 to 199 say that the answer is to come.
    if (status < 200) return;
    this.#status = status;
    this.#headers = textsOf(headers);
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes > KEPT_BYTES) this.giveUp('failed');
  }

  onResponseEnd(): void {
    this.#end(null, false);
  }

  onResponseError(_: unknown, error: Error): void {
    this.#end(faultOf(error), true);
  }

  readonly #abort = (): void => this.giveUp('aborted');

  #end(fault: EgressFault | null, isCut: boolean): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#signal?.removeEventListener('abort', this.#abort);
    const status = this.#status;
    this.#resolve({
      durationMs: Math.round(performance.now() - this.#begun),
      address: this.peer.address,
      status,
      // It has answered, and by its status alone it is judged.
      fault: status === null ? fault : null,
      headers: this.#headers,
      body: textOf(this.#chunks, isCut),
      isCut: status !== null && isCut,
    });
  }
}

/** Text that Postgres can hold: it has no place for a NUL. What a cut left of a last character is not shown. */
function textOf(chunks: readonly Buffer[], isCut: boolean): string {
  if (chunks.length === 0) return '';
  const bytes = Buffer.concat(chunks).subarray(0, KEPT_BYTES);
  const text = isCut ? new TextDecoder().decode(bytes, { stream: true }) : bytes.toString('utf8');
  return text.replaceAll('\0', '\uFFFD');
}

function textsOf(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const texts = Object.entries(headers).map(
    ([name, value]) => [name, String(value).replaceAll('\0', '\uFFFD')] as const,
  );
  // Unlike an assignment, this makes a header of `__proto__` too.
  return Object.fromEntries(texts);
}

const RESET = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_INFO']);
const CLOSED = new Set(['UND_ERR_DESTROYED', 'UND_ERR_CLOSED']);

function faultOf(error: Error): EgressFault {
  if (error instanceof Unreached) return error.fault;
  const code = 'code' in error ? String(error.code) : '';
  if (error.name === 'HTTPParserError' || code === 'UND_ERR_HEADERS_OVERFLOW') return 'not_http';
  if (code === 'UND_ERR_HEADERS_TIMEOUT') return 'timeout';
  if (CLOSED.has(code)) return 'aborted';
  return RESET.has(code) ? 'reset' : 'failed';
}
