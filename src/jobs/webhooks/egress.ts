import { lookup } from 'node:dns/promises';
import { type BlockList, isIP } from 'node:net';
import { Agent, buildConnector, request } from 'undici';
import { networksOf } from '../../core/addresses.ts';
import { AppError } from '../../core/errors.ts';
import type { Egress, EgressFault, Post, Reply } from '../../core/ports.ts';
import { isAllowed, isPublic } from '../../core/public-addresses.ts';
import { code, say } from '../../core/text.ts';

const HEAD_MS = 10_000;
const CONNECT_MS = 5000;
const KEPT_BYTES = 16_384;

class Blocked extends Error {}

/** Opens the way out. `allowed` are networks of the operator's own that may be reached as well. */
export function openEgress({ allowed }: { allowed: readonly string[] }): Egress {
  const networks = networksOf(allowed);
  const connector = buildConnector({ timeout: CONNECT_MS });
  const agent = new Agent({
    connect: (options, callback) => {
      // Undici connects by a callback, and only this can wait for the name to be looked up.
      void (async () => {
        try {
          const hostname = await vetted(options.hostname, networks);
          connector({ ...options, hostname }, callback);
        } catch (error) {
          callback(error instanceof Error ? error : new Error(String(error)), null);
        }
      })();
    },
    headersTimeout: HEAD_MS,
    maxHeaderSize: KEPT_BYTES,
    keepAliveTimeout: 4000,
    keepAliveMaxTimeout: 60_000,
    pipelining: 1,
  });
  return {
    async check(url) {
      const { hostname } = new URL(url);
      await vetted(hostname, networks).catch(() => {
        throw new AppError('invalid_input', say`Nothing is sent to ${code(hostname)}.`, { field: 'url' });
      });
    },
    post: (post) => send(post, agent),
    [Symbol.asyncDispose]: () => agent.destroy(),
  };
}

async function vetted(hostname: string, allowed: BlockList): Promise<string> {
  const host = hostname.replace(/^\[|\]$/g, '');
  const found = isIP(host) === 0 ? (await lookup(host, { all: true })).map(({ address }) => address) : [host];
  const [first] = found;
  if (first === undefined || found.some((address) => !isPublic(address) && !isAllowed(allowed, address)))
    throw new Blocked(host);
  return first;
}

async function send({ url, headers, body, timeoutMs, signal }: Post, agent: Agent): Promise<Reply> {
  const begun = performance.now();
  const took = (): number => Math.round(performance.now() - begun);
  const late = AbortSignal.timeout(timeoutMs);
  try {
    const response = await request(url, {
      method: 'POST',
      headers,
      body,
      dispatcher: agent,
      signal: signal ? AbortSignal.any([signal, late]) : late,
    });
    let text = '';
    for await (const chunk of response.body) {
      text += Buffer.from(chunk).toString('utf8');
      if (text.length > KEPT_BYTES) break;
    }
    const given = Object.entries(response.headers).map(([name, value]) => [name, String(value)] as const);
    return {
      durationMs: took(),
      address: null,
      status: response.statusCode,
      fault: null,
      headers: Object.fromEntries(given),
      body: text.slice(0, KEPT_BYTES),
      isCut: text.length > KEPT_BYTES,
    };
  } catch (error) {
    const empty = { address: null, status: null, headers: {}, body: '', isCut: false };
    return { ...empty, durationMs: took(), fault: faultOf(error) };
  }
}

function faultOf(error: unknown): EgressFault {
  if (error instanceof Blocked) return 'blocked_address';
  if (error instanceof Error && error.name === 'TimeoutError') return 'timeout';
  const name = error instanceof Error && 'code' in error ? String(error.code) : '';
  return name === 'ECONNREFUSED' ? 'refused' : 'failed';
}
