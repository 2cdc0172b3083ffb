import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Allowance } from '../../commands/limits.ts';

const END = Buffer.from('\r\n\r\n');

/** Answers these bytes, or leaves them to be read: false. */
type Hear = (bytes: Buffer) => boolean | Promise<boolean>;

/**
 * One connection of a server of node:http that upgrades none, whose bytes are heard before they are read. Only those are
 * that may be one request, whole: they came at once, between two messages, and nothing waits for its answer.
 */
export class Connection {
  /** Of the caller. */
  readonly address: string | undefined;
  /** What was counted of bytes that are left to be read. */
  refused: Allowance | undefined;
  readonly #socket: Socket;
  readonly #hear: Hear;
  readonly #parse: (bytes: Buffer) => void;
  /** Requests that were read and are not answered. */
  #open = 0;
  /** What is being read right now, until a request is found in it. */
  #bytes: Buffer | undefined;
  /** Whether a message begins with the next byte, and whether one did with what is being read. */
  #isBetween = false;
  #wasBetween = false;
  #isWaiting = false;
  #held: Buffer[] = [];

  /** @param response to what was read last: before the first, node:http takes who is not read for one who says nothing */
  constructor(socket: Socket, response: ServerResponse, hear: Hear) {
    this.address = socket.remoteAddress;
    this.#socket = socket;
    this.#hear = hear;
    this.#waitFor(response);
    const [parse, ...others] = socket.listeners('data');
    this.#parse = (bytes) => void (parse && Reflect.apply(parse, socket, [bytes]));
    // Where node:http came to read in another way, nothing would be heard, and all be answered as ever.
    if (!parse || others.length > 0) return;
    socket.removeAllListeners('data');
    socket.on('data', (bytes) => this.#receive(bytes));
  }

  /** To be told of each request. Gives its bytes where they came at once and hold nothing else. */
  begin({ headers, rawHeaders }: IncomingMessage, response: ServerResponse): Buffer | undefined {
    this.#waitFor(response);
    const bytes = this.#bytes;
    this.#bytes = undefined;
    // Some versions of Node show a thousand fields and obey them all.
    const isShown = rawHeaders.length < 2000;
    // Whatever came before it: a head that ends with these bytes, and has no body, is all there was.
    this.#isBetween = isShown && !hasBody(headers) && bytes !== undefined && endsOnce(bytes);
    return this.#isBetween && this.#wasBetween ? bytes : undefined;
  }

  /** What was counted of the bytes that this request came in, once. */
  takeRefused(): Allowance | undefined {
    const { refused } = this;
    this.refused = undefined;
    return refused;
  }

  /** Writes an answer to what was heard. */
  write(text: string, encoding: BufferEncoding): void {
    if (this.#socket.writable) this.#socket.write(text, encoding);
  }

  #waitFor(response: ServerResponse): void {
    this.#open += 1;
    response.once('close', () => (this.#open -= 1));
  }

  #receive(bytes: Buffer): void {
    if (this.#isWaiting) {
      this.#held.push(bytes);
      this.#socket.pause();
      return;
    }
    const isFree = this.#open === 0 && this.#isBetween;
    // Who does not take answers is slowed down by node:http.
    const heard = isFree && !this.#socket.writableNeedDrain && this.#hear(bytes);
    if (typeof heard !== 'boolean') void this.#wait(heard, bytes);
    else if (!heard) this.#read(bytes);
  }

  /** What comes before the answer waits for it. */
  async #wait(heard: Promise<boolean>, bytes: Buffer): Promise<void> {
    this.#isWaiting = true;
    const isAnswered = await heard;
    this.#isWaiting = false;
    // What node:http read a connection with that has gone, it reads the next one with.
    if (!this.#socket.writable) return;
    if (!isAnswered) this.#read(bytes);
    if (this.#held.length === 0) return;
    const held = Buffer.concat(this.#held);
    this.#held = [];
    this.#socket.resume();
    this.#receive(held);
  }

  #read(bytes: Buffer): void {
    this.#bytes = bytes;
    this.#wasBetween = this.#isBetween;
    this.#isBetween = false;
    this.#parse(bytes);
    this.#bytes = undefined;
  }
}

export const hasBody = (headers: IncomingMessage['headers']): boolean =>
  headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;

/** Whether a head ends in these bytes at their end alone: not in the middle, and not by what was begun before them. */
const endsOnce = (bytes: Buffer): boolean =>
  bytes[0] !== 0x0d && bytes[0] !== 0x0a && bytes.indexOf(END) === bytes.length - END.length;
