import { createServer } from 'node:net';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { AppError } from '../../src/core/errors.ts';
import { parseWebhookUrl } from '../../src/core/webhook-url.ts';
import { openEgress } from '../../src/jobs/webhooks/egress.ts';
import { openReceiver } from './receiver.ts';

const post = { headers: {}, body: '{}', timeoutMs: 3000 };

/** One part of an IPv4 address as a URL may write it: decimal, octal or hexadecimal. */
const partOf = (number: number): fc.Arbitrary<string> =>
  fc.constantFrom(
    String(number),
    `0${number.toString(8)}`,
    `0x${number.toString(16)}`,
    `0X${number.toString(16)}`,
  );

const byte = fc.integer({ min: 0, max: 255 });

/** Of networks that are nobody's business. */
const hiddenAddress = fc
  .tuple(
    fc.constantFrom([127], [10], [0], [192, 168], [169, 254], [172, 20], [100, 64], [224], [255]),
    byte,
    byte,
    byte,
  )
  .map(([first, ...rest]) => [...first, ...rest].slice(0, 4));

const asFour = hiddenAddress.chain((bytes) => fc.tuple(...bytes.map(partOf)).map((parts) => parts.join('.')));
const asNumber = hiddenAddress.chain((bytes) => partOf(bytes.reduce((sum, each) => sum * 256 + each, 0)));
const asSix = fc
  .tuple(fc.constantFrom('::ffff:', '::', '64:ff9b::', '::ffff:0:'), hiddenAddress)
  .map(([prefix, bytes]) => `[${prefix}${bytes.join('.')}]`);
const asName = fc.domain();

const url = fc
  .tuple(
    fc.constantFrom('http', 'https', 'HTTPS'),
    fc.oneof(asFour, asNumber, asSix, asName),
    fc.constantFrom('', ':80', ':443', ':8443', ':6379'),
    fc.webPath(),
    fc.webQueryParameters(),
  )
  .map(([scheme, host, port, path, query]) => `${scheme}://${host}${port}${path || '/'}?${query}`);

test('however an address inside is written, nothing goes there and nothing is thrown', async () => {
  await using egress = openEgress({ allowed: [], lookup: async () => [{ address: '127.0.0.1' }] });
  let tried = 0;
  await fc.assert(
    fc.asyncProperty(url, async (text) => {
      await expect((async () => egress.check(parseWebhookUrl(text)))()).rejects.toBeInstanceOf(AppError);
      const { status, fault } = await egress.post({ ...post, url: text });
      expect({ status, fault }).toEqual({ status: null, fault: 'blocked_address' });
      tried += 1;
    }),
    { numRuns: 1000 },
  );
  expect(tried).toBe(1000);
});

test('text that is no address at all is a fault, and not a throw', async () => {
  await using egress = openEgress({ allowed: [], lookup: async () => [] });
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string().map((part) => `https:${part}`),
    fc.string().map((part) => `https://a${part}`),
  );
  await fc.assert(
    fc.asyncProperty(text, async (each) => {
      const { status, fault } = await egress.post({ ...post, url: each });
      expect(status).toBe(null);
      expect(['failed', 'name_not_found', 'blocked_address']).toContain(fault);
    }),
    { numRuns: 1000 },
  );
});

test('whatever its headers hold, a POST is one request with its body, or none', async () => {
  await using receiver = await openReceiver();
  await using egress = openEgress({ allowed: ['127.0.0.1'] });
  const unit = fc.constantFrom('binary', 'grapheme-ascii', 'grapheme');
  const text = fc.oneof(
    unit.chain((each) => fc.string({ unit: each })),
    fc.constantFrom('\r\n', 'a\r\nb: c', '1', 'close', 'chunked'),
  );
  const name = fc.oneof(
    text,
    fc.constantFrom(
      'host',
      'Content-Length',
      'transfer-encoding',
      'Connection',
      'expect',
      '__proto__',
      'upgrade',
      'constructor',
    ),
  );
  let sent = 0;
  await fc.assert(
    fc.asyncProperty(fc.dictionary(name, text), text, async (headers, body) => {
      const { status, fault } = await egress.post({ ...post, url: receiver.url, headers, body });
      expect([
        [204, null],
        [null, 'failed'],
      ]).toContainEqual([status, fault]);
      if (status === null) return;
      sent += 1;
      expect(receiver.requests.length).toBe(sent);
      expect(receiver.requests.at(-1)?.body).toBe(body.toWellFormed());
      expect(receiver.requests.at(-1)?.headers['host']).toBe(receiver.url.slice('http://'.length));
    }),
    { numRuns: 1000 },
  );
  expect(sent).toBeGreaterThan(100);
  expect(receiver.requests.length).toBe(sent);
});

test('whatever it answers, the reply can be stored', async () => {
  let answer = Buffer.alloc(0);
  const server = createServer((socket) =>
    socket.on('error', () => {}).once('data', () => socket.end(answer)),
  );
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = z.object({ port: z.number() }).parse(server.address());
  await using egress = openEgress({ allowed: ['127.0.0.1'] });
  const bytes = fc.uint8Array({ maxLength: 200 }).map((each) => Buffer.from(each));
  const header = fc
    .tuple(fc.constantFrom('x-one', '__proto__', 'constructor', 'Set-Cookie'), bytes)
    .map(([name, value]) =>
      Buffer.concat([
        Buffer.from(`${name}: `),
        Buffer.from(value.filter((each) => each >= 32)),
        Buffer.from('\r\n'),
      ]),
    );
  const head = fc
    .tuple(fc.integer({ min: 0, max: 1200 }), fc.array(header))
    .map(([status, headers]) =>
      Buffer.concat([Buffer.from(`HTTP/1.1 ${status} x\r\n`), ...headers, Buffer.from('\r\n')]),
    );
  const whole = fc.oneof(
    bytes,
    fc.tuple(head, bytes).map((parts) => Buffer.concat(parts)),
  );
  let answered = 0;
  await fc.assert(
    fc.asyncProperty(whole, async (each) => {
      answer = each;
      const reply = await egress.post({ ...post, url: `http://127.0.0.1:${port}/` });
      expect(reply.status === null).toBe(reply.fault !== null);
      if (reply.status !== null) answered += 1;
      const texts = [reply.body, ...Object.entries(reply.headers).flat()];
      expect(texts.every((text) => text.isWellFormed() && !text.includes('\0'))).toBe(true);
    }),
    { numRuns: 500 },
  );
  server.close();
  expect(answered).toBeGreaterThan(50);
});
