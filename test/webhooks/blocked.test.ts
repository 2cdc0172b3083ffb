import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openPosting } from './posting.ts';
import { answering, openReceiver } from './receiver.ts';

test.each(['room', 'webhook'] as const)(
  'what waits behind a failure is not looked at again and again, in the order of a %s',
  async (ordering) => {
    await using posting = await openPosting();
    await using receiver = await openReceiver(answering(500));
    await posting.give({ url: receiver.url, ordering, retry: 'custom', retry_steps: [3_600_000] });
    await using _ = posting.work();
    await posting.say('!a', '!a', '!a');
    await posting.until('select from attempt');
    await posting.until('select from webhook where held_by is null');
    await sleep(100);
    const before = await posting.ask('select turn from webhook');
    await sleep(1000);
    expect(await posting.ask('select turn from webhook')).toEqual(before);
    expect(receiver.requests).toHaveLength(1);
  },
);
