import { setTimeout as sleep } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { SECRET } from './hook.ts';
import { openPosting } from './posting.ts';
import { openReceiver } from './receiver.ts';

const NEXT = 'another-horse-battery-staple-43';

test('a secret that is rotated while much is sent signs within two seconds, and the old one no more', async () => {
  await using posting = await openPosting();
  await using receiver = await openReceiver(async (_, response) => {
    await sleep(50);
    response.writeHead(204).end();
  });
  await posting.give({ url: receiver.url, max_in_flight: 1 });
  await using _ = posting.work();
  await posting.say(...Array.from({ length: 80 }, (__, index) => `!${index}`));
  await receiver.received(2);
  const rotation = { webhook: 'steve', secret: NEXT, overlap: 0 };
  await posting.one.done(posting.bob, 'webhooks rotate-secret', rotation);
  const rotatedAt = performance.now();
  const requests = await receiver.received(80);
  const isSigned = (secret: string) => (request: (typeof requests)[number]) => {
    try {
      new Webhook(secret, { format: 'raw' }).verify(request.body, request.headers);
      return true;
    } catch {
      return false;
    }
  };
  const later = requests.filter(({ at }) => at > rotatedAt + 2000);
  expect(later.length).toBeGreaterThan(5);
  expect(later.every(isSigned(NEXT))).toBe(true);
  expect(later.some(isSigned(SECRET))).toBe(false);
});
