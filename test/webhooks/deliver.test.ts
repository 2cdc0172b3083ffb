import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { SECRET } from './hook.ts';
import { openPosting } from './posting.ts';
import { answering, openReceiver } from './receiver.ts';

test('what happened is sent at once, signed, and written down as delivered', async () => {
  await using posting = await openPosting();
  await using receiver = await openReceiver();
  await posting.give({ url: `${receiver.url}/hook` });
  await using _ = posting.work();
  const [event] = await posting.say('!a:example.org');
  const [request] = await receiver.received(1);
  if (!request) throw new Error('nothing came');
  expect(request.path).toBe('/hook');
  expect(request.headers['webhook-id']).toBe(event);
  expect(() => new Webhook(SECRET, { format: 'raw' }).verify(request.body, request.headers)).not.toThrow();
  await posting.until("select from delivery where state = 'delivered'");
  const [attempt] = await posting.ask('select number, status, address, error from attempt');
  expect(attempt).toMatchObject({ number: 1, status: 204, error: null });
  await posting.until('select from webhook where held_by is null and last_success_at is not null');
});

test('a failure is tried again when its step is over, under the same id', async () => {
  await using posting = await openPosting();
  let failures = 2;
  await using receiver = await openReceiver((_, response) => {
    response.writeHead(failures-- > 0 ? 500 : 200).end();
  });
  await posting.give({ url: receiver.url, retry: 'custom', retry_steps: [50, 100, 100] });
  await using _ = posting.work();
  const [event] = await posting.say('!a:example.org');
  const requests = await receiver.received(3);
  expect(new Set(requests.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([event]));
  expect(requests.map(({ headers }) => headers['x-agentflow-attempt'])).toEqual(['1', '2', '3']);
  await posting.until("select from delivery where state = 'delivered' and attempts = 3");
  await posting.until('select from webhook where failures = 0 and failing_since is null and held_by is null');
});

test('a room waits for its first, and other rooms do not', async () => {
  await using posting = await openPosting();
  const refused = new Set<string>();
  await using receiver = await openReceiver(({ headers, body }, response) => {
    const id = headers['webhook-id'] ?? '';
    const isBad = body.includes('!bad') && !refused.has('!bad');
    if (isBad) refused.add('!bad');
    response.writeHead(isBad ? 500 : 200, { id }).end();
  });
  await posting.give({ url: receiver.url, retry: 'custom', retry_steps: [400] });
  await using _ = posting.work();
  const said = await posting.say('!bad', '!bad', '!good', '!good', '!bad', '!good');
  const requests = await receiver.received(7);
  const ids = requests.map(({ headers }) => said.indexOf(headers['webhook-id'] ?? ''));
  expect(ids.filter((index) => [0, 1, 4].includes(index))).toEqual([0, 0, 1, 4]);
  expect(ids.filter((index) => [2, 3, 5].includes(index))).toEqual([2, 3, 5]);
  expect(ids.lastIndexOf(5)).toBeLessThan(ids.indexOf(1));
});

test('410 disables it at once: what waits is kept, and its owner is told', async () => {
  await using posting = await openPosting();
  await using receiver = await openReceiver(answering(410));
  await posting.give({ url: receiver.url, max_in_flight: 1 });
  await using _ = posting.work();
  await posting.say('!a', '!b', '!c');
  await posting.until("select from webhook where status = 'disabled' and status_reason = 'gone'");
  await posting.until("select from notice where kind = 'webhook_disabled'");
  const states = await posting.ask('select distinct state from delivery');
  expect(states).toEqual([{ state: 'kept' }]);
  await posting.say('!d');
  expect(receiver.requests).toHaveLength(1);
});
