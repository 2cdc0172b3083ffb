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
  /** Bytes that are missing of the message that is being read: 0 between two, NaN where that cannot be told. */
  #missing = 0;
  /** Requests that were read and are not answered. */
  #open = 0;
  /** Whether one was answered: until then node:http takes who is not read for one who says nothing. */
  #isKnown = false;
  /** What is being read right now, where it began between two messages. */
  #bytes: Buffer | undefined;
  #isWaiting = false;
  #held: Buffer[] = [];

  constructor(socket: Socket, hear: Hear) {
    this.address = socket.remoteAddress;
    this.#socket = socket;
    this.#hear = hear;
    const [parse, ...others] = socket.listeners('data');
    this.#parse = (bytes) => void (parse && Reflect.apply(parse, socket, [bytes]));
    // Where node:http came to read in another way, nothing would be heard, and all be answered as ever.
    if (!parse || others.length > 0) return;
    socket.removeAllListeners('data');
    socket.on('data', (bytes) => this.#receive(bytes));
  }

  /** To be told of each request. Gives its bytes where they came at once and hold nothing else. */
  begin({ headers }: IncomingMessage, response: ServerResponse): Buffer | undefined {
    const bytes = this.#bytes;
    this.#bytes = undefined;
    this.#missing = bytes === undefined ? NaN : lengthOf(bytes, headers) - bytes.length;
    this.#open += 1;
    response.once('close', () => {
      this.#open -= 1;
      this.#isKnown = true;
    });
    return this.#missing === 0 ? bytes : undefined;
  }

  /** Writes an answer to what was heard. */
  write(text: string, encoding: BufferEncoding): void {
    if (this.#socket.writable) this.#socket.write(text, encoding);
  }

  #receive(bytes: Buffer): void {
    if (this.#isWaiting) {
      this.#held.push(bytes);
      this.#socket.pause();
      return;
    }
    const isFree = this.#isKnown && this.#open === 0 && this.#missing === 0;
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
    const isFirst = this.#missing === 0;
    this.#missing = isFirst ? NaN : this.#missing - bytes.length;
    this.#bytes = isFirst ? bytes : undefined;
    this.#parse(bytes);
    this.#bytes = undefined;
  }
}

/** Of a request, in bytes; NaN where more begins or ends in these bytes than it, or its head does not say. */
function lengthOf(bytes: Buffer, headers: IncomingMessage['headers']): number {
  const end = bytes.indexOf(END);
  const isPlain = end >= 0 && end === bytes.lastIndexOf(END) && headers['transfer-encoding'] === undefined;
  return isPlain ? end + END.length + Number(headers['content-length'] ?? 0) : NaN;
}
