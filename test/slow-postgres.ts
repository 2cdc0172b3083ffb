import { setTimeout as sleep } from 'node:timers/promises';
import { connect, createServer, type Socket } from 'node:net';

/** Stands in front of a database and lets every byte wait; cut off, it takes no connection and ends those it has. */
export interface SlowPostgres extends AsyncDisposable {
  readonly url: string;
  /** Milliseconds that every byte waits on its way there. */
  delay: number;
  /** From now on the database cannot be reached, until it is mended. */
  cut(): Promise<void>;
  mend(): Promise<void>;
}

export async function slowPostgres(databaseUrl: string): Promise<SlowPostgres> {
  const { hostname, port } = new URL(databaseUrl);
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    open.add(near);
    let sent = Promise.resolve();
    near.on('data', (bytes) => {
      // In the order they came, also when the delay has changed since.
      sent = Promise.all([sent, slow.delay > 0 && sleep(slow.delay)]).then(() => void far.write(bytes));
    });
    far.on('data', (bytes) => near.write(bytes));
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      // Whatever broke, the other end hears of it by the close that follows.
      one.on('error', () => undefined);
      one.on('close', () => other.destroy());
    }
    near.on('close', () => open.delete(near));
  });
  const listen = async (at: number) =>
    new Promise<void>((resolve) => server.listen(at, '127.0.0.1', () => resolve()));
  const close = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of open) socket.destroy();
    await closed;
  };
  await listen(0);
  const address = server.address();
  const at = typeof address === 'object' && address ? address.port : 0;
  const slow: SlowPostgres = {
    url: Object.assign(new URL(databaseUrl), { host: `127.0.0.1:${at}` }).href,
    delay: 0,
    cut: close,
    mend: () => listen(at),
    [Symbol.asyncDispose]: close,
  };
  return slow;
}
