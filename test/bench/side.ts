/**
 * One side of a comparison: a server in a process of its own, which says where it listens and, when it is asked, how much
 * CPU it has had.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { z } from 'zod';

/** What a side is to be asked, over and over: each text is one request as it goes over the wire. */
const Ready = z.object({ port: z.number(), requests: z.array(z.string()) });

export interface Side extends AsyncDisposable {
  name: string;
  port: number;
  requests: Buffer[];
  pid: number;
  /** Microseconds of CPU that its process has had. */
  cpu(): Promise<number>;
}

/** Starts the program at `path`; what it says on standard error is ours. */
export async function openSide(
  name: string,
  path: string,
  environment: Record<string, string> = {},
  args: string[] = [],
): Promise<Side> {
  const child = fork(new URL(path, import.meta.url), args, {
    env: { ...process.env, NODE_ENV: 'production', ...environment },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  const heard = async (): Promise<unknown> => {
    const gone = ended.then(() => [] as unknown[]);
    const [message]: unknown[] = await Promise.race([once(child, 'message'), gone]);
    if (message === undefined) throw new Error(`${name} ended by itself`);
    return message;
  };
  const { port, requests } = Ready.parse(await heard());
  return {
    name,
    port,
    pid: child.pid ?? 0,
    requests: requests.map((text) => Buffer.from(text)),
    cpu: async () => {
      child.send('cpu');
      return z.number().parse(await heard());
    },
    [Symbol.asyncDispose]: async () => {
      child.disconnect();
      await ended;
    },
  };
}
