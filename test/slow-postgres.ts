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
  /** From now on no byte gets through either way and nobody is told: every socket stays open, until it is heard again. */
  silence(): void;
  hear(): void;
  /** How many statements were sent to the database. */
  readonly asked: number;
}

export async function slowPostgres(databaseUrl: string): Promise<SlowPostgres> {
  const { hostname, port } = new URL(databaseUrl);
  const open = new Set<Socket>();
  let isSilent = false;
  let asked = 0;
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    open.add(near).add(far);
    const count = statementCounter();
    let sent = Promise.resolve();
    near.on('data', (bytes) => {
      asked += count(bytes);
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
    for (const socket of [near, far]) {
      socket.on('close', () => open.delete(socket));
      if (isSilent) socket.pause();
    }
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
    silence: () => {
      isSilent = true;
      for (const socket of open) socket.pause();
    },
    hear: () => {
      isSilent = false;
      for (const socket of open) socket.resume();
    },
    get asked() {
      return asked;
    },
    [Symbol.asyncDispose]: close,
  };
  return slow;
}

/** Counts statements in what a client sends: each message is a letter and its length, but for the first, which has no letter. */
function statementCounter(): (bytes: Buffer) => number {
  let left = Buffer.alloc(0);
  let hasStarted = false;
  return (bytes) => {
    left = Buffer.concat([left, bytes]);
    let count = 0;
    for (;;) {
      const head = hasStarted ? 1 : 0;
      if (left.length < head + 4) return count;
      const end = head + left.readUInt32BE(head);
      if (left.length < end) return count;
      // A simple query, or the end of an extended one.
      if (hasStarted && 'QS'.includes(String.fromCharCode(left[0] ?? 0))) count += 1;
      hasStarted = true;
      left = left.subarray(end);
    }
  };
}
