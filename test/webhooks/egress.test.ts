import { expect, test } from 'vitest';
import { parseWebhookUrl } from '../../src/core/webhook-url.ts';
import { openEgress } from '../../src/jobs/webhooks/egress.ts';
import { answering, openReceiver } from './receiver.ts';

const allowed = ['127.0.0.0/8'];
const post = { headers: { 'x-one': '1' }, body: '{"a":"ä"}', timeoutMs: 2000 };

test('a POST brings its body and its headers, and comes back with the answer', async () => {
  await using receiver = await openReceiver(answering(201, { 'x-two': '2' }, 'thänks'));
  await using egress = openEgress({ allowed });
  const reply = await egress.post({ ...post, url: `${receiver.url}/hook?x=1` });
  expect(reply).toMatchObject({
    status: 201,
    fault: null,
    body: 'thänks',
    isCut: false,
    address: '127.0.0.1',
  });
  expect(reply.headers['x-two']).toBe('2');
  const [request] = await receiver.received(1);
  expect(request).toMatchObject({ path: '/hook?x=1', body: '{"a":"ä"}' });
  expect(request?.headers).toMatchObject({ 'x-one': '1', 'content-length': '10' });
});

test('one POST after the other goes over what is open already, and many at once over no more than there are', async () => {
  await using receiver = await openReceiver(answering(200, {}, 'ok'));
  await using egress = openEgress({ allowed });
  for (let index = 0; index < 20; index += 1) await egress.post({ ...post, url: receiver.url });
  // The answer is there a moment before its connection is free again.
  expect(receiver.connections()).toBeLessThanOrEqual(2);
  const many = Array.from({ length: 250 }, () =>
    egress.post({ ...post, url: receiver.url, timeoutMs: 9000 }),
  );
  const statuses = (await Promise.all(many)).map(({ status }) => status);
  expect(statuses).toEqual(Array<number>(250).fill(200));
  expect(receiver.connections()).toBeLessThanOrEqual(100);
});

test.each([301, 302, 303, 307, 308])(
  'a redirect with %i is an answer, and is not followed',
  async (status) => {
    await using target = await openReceiver();
    await using receiver = await openReceiver((request, response) => {
      const location = request.path === '/itself' ? '/hook' : target.url;
      response.writeHead(status, { location }).end();
    });
    await using egress = openEgress({ allowed });
    for (const path of ['/itself', '/elsewhere']) {
      expect(await egress.post({ ...post, url: `${receiver.url}${path}` })).toMatchObject({
        status,
        fault: null,
      });
    }
    expect(receiver.requests.map(({ path }) => path)).toEqual(['/itself', '/elsewhere']);
    expect(target.connections()).toBe(0);
  },
);

test('what says how a message travels is not for a caller to say', async () => {
  await using receiver = await openReceiver();
  await using egress = openEgress({ allowed });
  const headers = {
    Host: 'evil.example',
    'Content-Length': '3',
    'Transfer-Encoding': 'chunked',
    'x-kept': 'yes',
  };
  expect(await egress.post({ ...post, url: receiver.url, headers })).toMatchObject({ status: 204 });
  const [request] = receiver.requests;
  expect(request?.headers).toMatchObject({
    host: receiver.url.slice('http://'.length),
    'content-length': '10',
    'x-kept': 'yes',
  });
  expect(request?.headers['transfer-encoding']).toBe(undefined);
});

test.each(['a\r\nx-evil: 1', 'a\nb', 'a\0b', 'ä€'])(
  'a header of %j is not sent, and nothing is thrown',
  async (value) => {
    await using receiver = await openReceiver();
    await using egress = openEgress({ allowed });
    const reply = await egress.post({ ...post, url: receiver.url, headers: { 'x-one': value } });
    expect(reply).toMatchObject({ status: null, fault: 'failed' });
    expect(receiver.requests).toEqual([]);
  },
);

test('what cannot be sent takes nothing away from what can', async () => {
  await using receiver = await openReceiver();
  await using egress = openEgress({ allowed });
  for (let index = 0; index < 150; index += 1) {
    await egress.post({ ...post, url: receiver.url, headers: { 'x-one': 'a\nb' } });
  }
  expect(await egress.post({ ...post, url: receiver.url })).toMatchObject({ status: 204 });
});

test('what is answered can be stored: no NUL, and no half of a character', async () => {
  await using receiver = await openReceiver((_, response) => {
    response.writeHead(200, { 'x-latin': 'gr\u00FC\u00DFe' });
    response.end(Buffer.concat([Buffer.from('a\0b'), Buffer.from([0xff, 0xc3])]));
  });
  await using egress = openEgress({ allowed });
  const reply = await egress.post({ ...post, url: receiver.url });
  expect(reply.body).toBe('a\uFFFDb\uFFFD\uFFFD');
  expect(reply.body.isWellFormed()).toBe(true);
  expect(reply.headers['x-latin']).toBe('grüße');
});

test('16 KiB of an answer are kept, up to the last whole character', async () => {
  await using receiver = await openReceiver((_, response) => {
    response.end(`a${'ä'.repeat(20_000)}`);
  });
  await using egress = openEgress({ allowed });
  const reply = await egress.post({ ...post, url: receiver.url });
  expect(reply).toMatchObject({ status: 200, isCut: true, fault: null, body: `a${'ä'.repeat(8191)}` });
});

test('a POST can be broken off, before and while it is under way', async () => {
  await using receiver = await openReceiver(() => {});
  await using egress = openEgress({ allowed });
  const gone = AbortSignal.abort();
  expect(await egress.post({ ...post, url: receiver.url, signal: gone })).toMatchObject({ fault: 'aborted' });
  expect(receiver.connections()).toBe(0);
  const stop = new AbortController();
  const reply = egress.post({ ...post, url: receiver.url, signal: stop.signal });
  await receiver.received(1);
  stop.abort();
  expect(await reply).toMatchObject({ status: null, fault: 'aborted' });
});

test('when the way out is closed, what is under way ends, and nothing begins', async () => {
  await using receiver = await openReceiver(() => {});
  const egress = openEgress({ allowed });
  const reply = egress.post({ ...post, url: receiver.url });
  await receiver.received(1);
  await egress[Symbol.asyncDispose]();
  expect(await reply).toMatchObject({ status: null, fault: 'aborted' });
  expect(await egress.post({ ...post, url: receiver.url })).toMatchObject({ status: null, fault: 'aborted' });
  expect(receiver.connections()).toBe(1);
});

test('an allowed network is reached by http at any port, and no other is', async () => {
  await using receiver = await openReceiver();
  const names: Record<string, string> = { 'here.local': '127.0.0.1', 'elsewhere.local': '10.0.0.1' };
  const lookup = async (name: string) => [{ address: names[name] ?? '::1' }];
  await using egress = openEgress({ allowed: ['127.0.0.1'], lookup });
  const { port } = new URL(receiver.url);
  await egress.check(`http://here.local:${port}/`);
  expect(await egress.post({ ...post, url: `http://here.local:${port}/` })).toMatchObject({ status: 204 });
  for (const host of ['127.0.0.2', 'elsewhere.local', '[::1]', 'x.local']) {
    const url = `http://${host}:${port}/`;
    await expect(egress.check(url)).rejects.toThrow('WEBHOOK_ALLOWED_NETWORKS');
    expect(await egress.post({ ...post, url })).toMatchObject({ status: null, fault: 'blocked_address' });
  }
  expect(receiver.connections()).toBe(1);
});

test.each([
  [
    () => Promise.reject(Object.assign(new Error(), { code: 'ENOTFOUND' })),
    '`a.example` has no address. Is it spelled right?',
  ],
  [() => Promise.resolve([]), '`a.example` has no address. Is it spelled right?'],
  [
    () => Promise.reject(Object.assign(new Error(), { code: 'EAI_AGAIN' })),
    '`a.example` cannot be looked up just now. Try again in a minute.',
  ],
  [() => new Promise<never>(() => {}), 'It took too long to look up `a.example`. Try again in a minute.'],
])('an address that cannot be looked up is refused with what to do (%#)', async (lookup, sentence) => {
  await using egress = openEgress({ allowed: [], lookup });
  const begun = performance.now();
  const refusal = { code: 'invalid_input', message: sentence, fields: { url: expect.anything() as unknown } };
  await expect(egress.check(parseWebhookUrl('https://a.example/'))).rejects.toMatchObject(refusal);
  expect(performance.now() - begun).toBeLessThan(5500);
});
