import { Limits } from '../../../src/commands/limits.ts';
import { OwnAddress } from '../../../src/surfaces/own-address.ts';
import { buildServer } from '../../../src/surfaces/rest/server.ts';
import { Underway } from '../../../src/surfaces/underway.ts';
import { RedisLimits } from '../../../src/store/limits.ts';
import { type Here, openHere } from '../../installation.ts';
import type { Process } from '../../process.ts';

/** The API of a process that keeps what it knows on the busiest machine, with a proxy that counts what its database is asked. */
export interface Serving extends AsyncDisposable {
  here: Here;
  process: Process;
  proxy: Awaited<ReturnType<Here['proxy']>>;
  address: string;
  /** How many requests node:http has read so far. */
  readonly read: number;
  close(): Promise<void>;
}

/** With limits in the Redis at this address, where one is given. */
export async function openServing(redis?: string): Promise<Serving> {
  await using stack = new AsyncDisposableStack();
  const here = stack.use(await openHere({ isSteady: true }));
  const proxy = await here.proxy();
  // It beats and listens beside the proxy, which counts what is asked for requests.
  const process = await here.another({ line: here.url, isSteady: true }, proxy.url);
  const { deps } = process;
  const shared = redis === undefined ? undefined : stack.use(new RedisLimits(redis, deps.log));
  const limits = shared ? new Limits(deps.clock, { shared }) : deps.limits;
  const own = new OwnAddress();
  const server = buildServer({
    deps: { ...deps, limits },
    own,
    watched: { scrape: async () => ({ contentType: '', text: '' }), meter: deps.meter, parts: {} },
    mounts: [],
    workspaceUrl: undefined,
    underway: new Underway(),
    trustedProxies: [],
  });
  stack.defer(() => server.close());
  let read = 0;
  server.server.on('request', () => (read += 1));
  const address = await server.listen({ host: '127.0.0.1', port: 0 });
  own.add(address);
  const opened = stack.move();
  return {
    here,
    process,
    proxy,
    address,
    get read() {
      return read;
    },
    close: async () => server.close(),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
