import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { verify as verifyGithub } from '@octokit/webhooks-methods';
import * as fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { Stripe } from 'stripe';
import { expect, test } from 'vitest';
import { Secret } from '../../src/core/secret.ts';
import { signatureHeaders } from '../../src/core/webhook-signature.ts';
import { SCHEMES, type Scheme } from '../../src/core/webhooks.ts';
import { openEgress } from '../../src/jobs/webhooks/egress.ts';
import { OPENSSL, run, toolOf } from '../tool.ts';
import { SECRET } from './hook.ts';

const ID = '0b6f2f1e-8d0f-4d3b-9a55-3f4f4f0d6a11';

/** What arrived: bytes and headers, as they were on the wire. */
interface Caught {
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** A way out, and a receiver at the end of it. */
async function openWire() {
  await using stack = new AsyncDisposableStack();
  const caught: Caught[] = [];
  const server = createServer(async (request, response) => {
    caught.push({ headers: request.headers, body: await buffer(request) });
    response.writeHead(204).end();
  }).listen(0, '127.0.0.1');
  stack.defer(() => {
    server.close().closeAllConnections();
  });
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/`;
  const egress = stack.use(openEgress({ allowed: ['127.0.0.0/8'] }));
  const opened = stack.move();
  return {
    async send(scheme: Scheme, body: string): Promise<Caught> {
      const headers = signatureHeaders({
        scheme,
        secrets: [new Secret(SECRET)],
        id: ID,
        at: new Date(),
        body,
      });
      const reply = await egress.post({ url, headers, body, timeoutMs: 10_000 });
      const last = caught.pop();
      if (reply.status !== 204 || !last) throw new Error(`nothing arrived: ${reply.fault}`);
      return last;
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

type Verifier = (caught: Caught) => Promise<boolean> | boolean;

/** Each refuses in its own way; here all say true or false. */
const standard: Verifier = ({ headers, body }) =>
  isTaken(() =>
    new Webhook(Buffer.from(SECRET), { format: 'raw' }).verify(body, flat(headers), { jsonParse: false }),
  );
const stripe: Verifier = ({ headers, body }) =>
  isTaken(() => {
    const { signature } = new Stripe('sk_test_nothing').webhooks;
    return signature?.verifyHeader(body, String(headers['x-agentflow-signature']), SECRET, 300);
  });
const github: Verifier = async ({ headers, body }) =>
  verifyGithub(SECRET, body.toString('utf8'), String(headers['x-hub-signature-256']));
const bare: Verifier = async ({ headers, body }) =>
  verifyGithub(SECRET, body.toString('utf8'), `sha256=${String(headers['x-agentflow-signature'])}`);

function isTaken(verify: () => unknown): boolean {
  try {
    verify();
    return true;
  } catch {
    return false;
  }
}

const flat = (headers: IncomingHttpHeaders) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

const OF: Record<Scheme, Verifier> = { agentflow: bare, 'agentflow-t': stripe, github, standard };

const scheme = fc.constantFrom(...SCHEMES);
/** Whatever a text can hold: U+2028, emoji, half of one, U+0000. */
const body = fc.oneof(
  fc.json({ stringUnit: 'binary' }),
  fc.string({ unit: 'binary', minLength: 1 }).map((text) => JSON.stringify({ text })),
);

test('whatever is said, the bytes that arrive are those that were signed', async () => {
  await using wire = await openWire();
  await fc.assert(
    fc.asyncProperty(scheme, body, async (of, text) => {
      const caught = await wire.send(of, text);
      expect(caught.body.equals(Buffer.from(text))).toBe(true);
      expect(await OF[of](caught)).toBe(true);
      expect(await standard(caught)).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test.each([
  ['line separators of JavaScript', JSON.stringify({ text: 'a\u2028b\u2029c' })],
  ['emoji and other scripts', JSON.stringify({ text: '👩‍👩‍👧 héé 密码 \u0000 \uD83D' })],
  ['256 KiB', JSON.stringify({ text: 'é'.repeat(131_066) })],
])('%s: what arrives verifies, by each scheme', async (_what, text) => {
  await using wire = await openWire();
  for (const of of SCHEMES) expect(await OF[of](await wire.send(of, text))).toBe(true);
});

test('openssl makes the same of the bytes that arrive', async ({ skip }) => {
  const openssl = toolOf(OPENSSL, skip);
  await using wire = await openWire();
  const { headers, body: bytes } = await wire.send(
    'agentflow',
    JSON.stringify({ text: 'é\u2028👩‍👧'.repeat(5000) }),
  );
  const hexOf = async (input: Buffer) =>
    (await run(openssl, ['dgst', '-sha256', '-hmac', SECRET, '-r'], { input })).output.slice(0, 64);
  expect(await hexOf(bytes)).toBe(headers['x-agentflow-signature']);
  expect(await hexOf(flipped(bytes, 77, 1))).not.toBe(headers['x-agentflow-signature']);
});

const at = fc.nat(2 ** 20);
const bit = fc.integer({ min: 0, max: 7 });

test('one bit of the body changed, and nobody takes it', async () => {
  await fc.assert(
    fc.asyncProperty(scheme, body, at, bit, async (of, text, where, which) => {
      const genuine = wired(of, text);
      const forged = { ...genuine, body: flipped(genuine.body, where, 1 << which) };
      for (const verify of [OF[of], standard]) {
        expect(await verify(genuine)).toBe(true);
        expect(await verify(forged)).toBe(false);
      }
    }),
  );
});

test('one character of the id or the time changed, and nobody who reads it takes it', async () => {
  const name = fc.constantFrom('webhook-id', 'webhook-timestamp');
  await fc.assert(
    fc.asyncProperty(scheme, body, name, at, bit, async (of, text, which, where, by) => {
      const genuine = wired(of, text);
      const headers = { ...genuine.headers, [which]: changed(String(genuine.headers[which]), where, by) };
      expect(await standard({ ...genuine, headers })).toBe(false);
    }),
  );
  await fc.assert(
    fc.asyncProperty(body, fc.integer({ min: 1, max: 250 }), async (text, seconds) => {
      const genuine = wired('agentflow-t', text);
      const header = String(genuine.headers['x-agentflow-signature']);
      const later = header.replace(/^t=(\d+)/, (_all, time) => `t=${Number(time) - seconds}`);
      expect(await stripe({ ...genuine, headers: { 'x-agentflow-signature': later } })).toBe(false);
    }),
  );
});

function wired(of: Scheme, text: string): Caught {
  const secrets = [new Secret(SECRET)];
  const headers = signatureHeaders({ scheme: of, secrets, id: ID, at: new Date(), body: text });
  return { headers, body: Buffer.from(text) };
}

function flipped(bytes: Buffer, where: number, mask: number): Buffer {
  const changedBytes = Buffer.from(bytes);
  const index = where % bytes.length;
  changedBytes[index] = (bytes[index] ?? 0) ^ mask;
  return changedBytes;
}

/** Another digit in its place. */
function changed(text: string, where: number, by: number): string {
  const index = where % text.length;
  const digit = (Number.parseInt(text.charAt(index), 10) + 1 + by) % 10;
  return `${text.slice(0, index)}${Number.isNaN(digit) ? 'x' : digit}${text.slice(index + 1)}`;
}
