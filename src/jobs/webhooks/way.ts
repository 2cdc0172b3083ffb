import { Agent, type buildConnector, Client, type Dispatcher, Pool } from 'undici';
import { addressOf } from '../../core/addresses.ts';
import type { Post, Reply } from '../../core/ports.ts';
import { dial, type Dialing, type Line } from './dialing.ts';
import { Exchange } from './exchange.ts';

const HEAD_MS = 10_000;
const HEAD_BYTES = 16_384;

/** To one origin, at a time. */
const CONNECTIONS = 100;

/** How long a connection is used, however busy: a name that has moved is followed by then. */
const LIFE_MS = 60_000;

/** What says how a message travels is for the way out alone to say. */
const OURS = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

interface Call extends Dispatcher.DispatchOptions {
  exchange: Exchange;
}

/** One connection, which tells each exchange over it whom it has reached. */
class Connection extends Client {
  readonly #peer: Exchange['peer'];

  constructor(origin: URL, line: Line, dialing: Dialing) {
    const peer: Exchange['peer'] = { address: null };
    super(origin, {
      connect: (_, callback) => void reach(line, dialing, peer, callback),
      headersTimeout: HEAD_MS,
      // An exchange has a time limit of its own.
      bodyTimeout: 0,
      maxHeaderSize: HEAD_BYTES,
      keepAliveMaxTimeout: LIFE_MS,
    });
    this.#peer = peer;
  }

  override dispatch(call: Call, handler: Dispatcher.DispatchHandler): boolean {
    // It has waited for a connection for longer than its time.
    if (call.exchange.isOver) return true;
    call.exchange.peer = this.#peer;
    const isFree = super.dispatch(call, handler);
    // Undici answers "busy" for what it refuses to send, as for a header that is none. The pool would wait for ever for
    // that to be over, with one connection fewer each time.
    return isFree || call.exchange.isOver;
  }
}

async function reach(
  line: Line,
  dialing: Dialing,
  peer: Exchange['peer'],
  callback: buildConnector.Callback,
): Promise<void> {
  const reached = await dial(line, dialing).catch((error: unknown) =>
    error instanceof Error ? error : new Error(String(error)),
  );
  if (reached instanceof Error) {
    callback(reached, null);
    return;
  }
  peer.address = addressOf(reached.remoteAddress ?? '') ?? null;
  callback(null, reached);
}

/** Names and values in turn, but for those that are not the caller's. */
function ours(headers: Record<string, string>): string[] {
  const flat: string[] = [];
  for (const [name, value] of Object.entries(headers)) {
    if (!OURS.has(name.toLowerCase())) flat.push(name, value);
  }
  return flat;
}

/** The connections out. It is loaded when the first is needed, as undici takes a tenth of a second. */
export class Way {
  readonly #agent: Agent;

  constructor(dialing: Dialing) {
    this.#agent = new Agent({
      factory: (origin) => {
        const { protocol, hostname, port } = new URL(origin);
        // The connections to one origin share what a handshake leaves.
        const line = { protocol, hostname, port };
        const factory = (url: URL): Client => new Connection(url, line, dialing);
        return new Pool(origin, { connections: CONNECTIONS, clientTtl: LIFE_MS, factory });
      },
    });
  }

  send({ url, headers, body, ...limits }: Post): Promise<Reply> {
    const exchange = new Exchange(limits);
    const parsed = URL.parse(url);
    if (!parsed || !/^https?:$/.test(parsed.protocol)) exchange.giveUp('failed');
    if (!parsed || exchange.isOver) return exchange.reply;
    const call: Call = {
      origin: parsed.origin,
      path: parsed.pathname + parsed.search,
      method: 'POST',
      headers: ours(headers),
      body,
      exchange,
    };
    this.#agent.dispatch(call, exchange);
    return exchange.reply;
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}
