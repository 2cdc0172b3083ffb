import { expect, test } from 'vitest';
import { openEgress } from '../../src/jobs/webhooks/egress.ts';
import { answering, openReceiver } from './receiver.ts';

const post = { headers: { 'x-one': '1' }, body: '{"a":"ä"}', timeoutMs: 2000 };

test('a POST brings its body and its headers, and comes back with the answer', async () => {
  await using receiver = await openReceiver(answering(201, { 'x-two': '2' }, 'thanks'));
  await using egress = openEgress({ allowed: ['127.0.0.0/8'] });
  const reply = await egress.post({ ...post, url: `${receiver.url}/hook?x=1` });
  expect(reply).toMatchObject({ status: 201, fault: null, body: 'thanks', isCut: false });
  expect(reply.headers['x-two']).toBe('2');
  const [request] = await receiver.received(1);
  expect(request).toMatchObject({ path: '/hook?x=1', body: '{"a":"ä"}' });
  expect(request?.headers['x-one']).toBe('1');
});
