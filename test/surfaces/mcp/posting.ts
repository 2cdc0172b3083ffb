import type { Running } from '../../running.ts';

export const PING = '{"jsonrpc":"2.0","id":1,"method":"ping"}';

/** One POST as no client would send it. */
export const post = async ({ api }: Running, headers: Record<string, string>, body = PING) =>
  fetch(`${api}/mcp`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
    body,
  });
