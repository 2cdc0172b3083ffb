import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { complaints } from '../../src/jobs/complaints.ts';
import { webhooksLane } from '../../src/jobs/webhooks/lane.ts';
import { startProcess } from '../process.ts';
import { openPosting, type Posting } from './posting.ts';
import { openReceiver } from './receiver.ts';

const laneOf = (process: Posting['one']) =>
  webhooksLane({ ...process, complain: complaints(process.deps.log, process.deps.clock) });

test.concurrent('a webhook is in one process’s hands, however many claim at once', async () => {
  await using posting = await openPosting();
  await using other = await startProcess(posting.url);
  await posting.give({ url: 'http://127.0.0.1:9' });
  await posting.say('!a', '!b');
  const hands = [posting.one, other, posting.one, other];
  const claimed = await Promise.all(hands.map((each) => laneOf(each).claim(each.peering.id, undefined)));
  expect(claimed.flat(2)).toHaveLength(1);
});

test.concurrent(
  'of two jobs for one turn, whoever is first has it, and a claim whose job was lost comes back',
  async () => {
    await using posting = await openPosting();
    const { one } = posting;
    const lane = laneOf(one);
    await posting.give({ url: 'http://127.0.0.1:9' });
    await posting.say('!a');
    const { id } = one.peering;
    const [tickets = []] = await lane.claim(id, undefined);
    const taken = await Promise.all([lane.take(tickets, id, id), lane.take(tickets, id, id)]);
    expect(taken.flat()).toHaveLength(1);
    expect(await lane.claim(id, undefined)).toEqual([]);
    await posting.ask('update webhook set held_until = now()');
    expect(await lane.claim(id, undefined)).toHaveLength(1);
  },
);

test.concurrent('what a process that is gone had in hand goes on within five seconds', async () => {
  await using posting = await openPosting();
  await using receiver = await openReceiver();
  await posting.give({ url: receiver.url });
  await posting.say('!a');
  const gone = await startProcess(posting.url);
  const [tickets = []] = await laneOf(gone).claim(gone.peering.id, undefined);
  await laneOf(gone).take(tickets, gone.peering.id, gone.peering.id);
  // As a kill leaves it: no beat, and no farewell.
  const { id } = gone.peering;
  await gone[Symbol.asyncDispose]();
  await posting.ask(
    `insert into process (id, name, started_at, beat_at) values ('${id}', 'gone', now(), now())`,
  );
  const since = performance.now();
  await using _ = posting.work();
  await receiver.received(1);
  expect(performance.now() - since).toBeLessThan(5000);
});

test.concurrent('whoever lost it meanwhile sends no more', async () => {
  await using posting = await openPosting();
  await using receiver = await openReceiver(async (_, response) => {
    await sleep(100);
    response.writeHead(204).end();
  });
  await posting.give({ url: receiver.url, max_in_flight: 1 });
  {
    await using _ = posting.work();
    await posting.say(...Array.from({ length: 40 }, (__, index) => `!${index}`));
    await receiver.received(2);
    await posting.ask("update webhook set turn = turn + 1, held_until = now() + interval '1 hour'");
    await sleep(2000);
    const count = receiver.requests.length;
    expect(count).toBeLessThan(30);
    await sleep(500);
    expect(receiver.requests).toHaveLength(count);
  }
});

test.concurrent('a database that is away as a webhook is let go of keeps nobody else waiting', async () => {
  await using posting = await openPosting();
  await using receiver = await openReceiver();
  await posting.give({ url: receiver.url });
  await posting.ask(`
    create sequence away;
    create function away() returns trigger language plpgsql as $$
    begin
      if nextval('away') <= 3 then raise exception using errcode = '57P03', message = 'away'; end if;
      return new;
    end $$;
    create trigger away before update on webhook for each row
      when (old.held_until is not null and new.held_by is null) execute function away();`);
  await using _ = posting.work();
  await posting.say('!a');
  await receiver.received(1);
  const since = performance.now();
  await posting.until('select from webhook where held_by is null');
  expect(performance.now() - since).toBeLessThan(3000);
  await posting.say('!b');
  await receiver.received(2);
});

test.concurrent('what a webhook did before somebody saw to it is not held against it', async () => {
  await using posting = await openPosting();
  await using receiver = await openReceiver(() => {});
  await posting.give({ url: receiver.url, timeout_ms: 3000 });
  await posting.ask("update webhook set failures = 19, failing_since = now() - interval '6 days'");
  await using _ = posting.work();
  await posting.say('!a');
  await receiver.received(1);
  await posting.one.done(posting.bob, 'webhooks pause', { webhook: 'steve' });
  await sleep(1500);
  await posting.one.done(posting.bob, 'webhooks resume', { webhook: 'steve' });
  await posting.until('select from webhook where held_by is null');
  const [webhook] = await posting.ask('select status, failures, failing_since, not_before from webhook');
  expect(webhook).toEqual({ status: 'active', failures: 0, failing_since: null, not_before: null });
});

test.concurrent(
  'when it is told to stop, what is under way is answered and written down, and nothing else begins',
  async () => {
    await using posting = await openPosting();
    await using receiver = await openReceiver(async (_, response) => {
      await sleep(1500);
      response.writeHead(204).end();
    });
    await posting.give({ url: receiver.url, max_in_flight: 4 });
    const work = posting.work();
    await posting.say(...Array.from({ length: 12 }, (_, index) => `!${index}`));
    await receiver.received(4);
    const since = performance.now();
    await work[Symbol.asyncDispose]();
    expect(performance.now() - since).toBeLessThan(4000);
    expect(receiver.requests).toHaveLength(4);
    expect(await posting.ask("select from delivery where state = 'delivered'")).toHaveLength(4);
    expect(await posting.ask('select from webhook where held_by is null')).toHaveLength(1);
  },
);

test.concurrent('one that hangs keeps nobody else waiting', async () => {
  await using posting = await openPosting();
  await using hung = await openReceiver(() => {});
  await using receiver = await openReceiver();
  await posting.give({ url: hung.url, name: 'hung', timeout_ms: 3000 });
  for (const name of ['one', 'two', 'three']) await posting.give({ url: receiver.url, name });
  await using _ = posting.work();
  await posting.say('!a');
  await receiver.received(3);
  await sleep(200);
  const since = performance.now();
  await posting.say('!b', '!c', '!d');
  await receiver.received(12);
  expect(performance.now() - since).toBeLessThan(1500);
  expect(hung.requests.length).toBeLessThanOrEqual(4);
  await posting.until("select from delivery where last_error = 'timeout'");
});

test.concurrent('a room that hangs with much behind it keeps no other room waiting', async () => {
  await using posting = await openPosting();
  await using receiver = await openReceiver(({ body }, response) => {
    if (!body.includes('!hung')) response.writeHead(204).end();
  });
  await posting.give({ url: receiver.url, timeout_ms: 3000 });
  await posting.say(...Array.from({ length: 100 }, () => '!hung'));
  await using _ = posting.work();
  await receiver.received(1);
  await posting.say(...Array.from({ length: 50 }, (__, index) => `!${index}`));
  await receiver.received(51);
  expect(receiver.requests.filter(({ body }) => body.includes('!hung'))).toHaveLength(1);
});
