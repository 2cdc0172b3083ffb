import type { FastifyReply } from 'fastify';

/** Ends when whoever asked has gone before they were answered. */
export function goneOf({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController();
  raw.once('close', () => {
    if (!raw.writableEnded) gone.abort();
  });
  return gone.signal;
}
