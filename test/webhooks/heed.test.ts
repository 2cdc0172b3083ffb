import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openPosting } from './posting.ts';
import { answering, openReceiver } from './receiver.ts';

const ROOMS = Array.from({ length: 60 }, (_, index) => `!${index}`);

test.concurrent.each([
  ['paused', "update webhook set status = 'paused', status_reason = 'asked', version = version + 1"],
  ['deleted', 'update webhook set deleted_at = created_at, version = version + 1'],
  ['of a bot that was disabled', 'update bot set disabled_at = created_at'],
  ['of a bot whose owner left', 'update member set is_deactivated = true'],
])('a webhook that is %s, with much to send, falls silent within two seconds', async (_, statement) => {
  await using posting = await openPosting();
  await using receiver = await openReceiver(async (__, response) => {
    await sleep(100);
    response.writeHead(204).end();
  });
  await posting.give({ url: receiver.url, max_in_flight: 1 });
  await using ___ = posting.work();
  await posting.say(...ROOMS);
  await receiver.received(3);
  await posting.ask(statement);
  await sleep(2000);
  const count = receiver.requests.length;
  expect(count).toBeLessThan(40);
  await sleep(500);
  expect(receiver.requests).toHaveLength(count);
  expect(await posting.ask("select from delivery where state = 'waiting'")).not.toHaveLength(0);
});

test.concurrent('a webhook that moves gets every later attempt at its new address', async () => {
  await using posting = await openPosting();
  await using old = await openReceiver(async (_, response) => {
    await sleep(50);
    response.writeHead(204).end();
  });
  await using next = await openReceiver();
  await posting.give({ url: old.url, max_in_flight: 1 });
  await using _ = posting.work();
  await posting.say(...ROOMS);
  await old.received(2);
  await posting.ask(`update webhook set url = '${next.url}', version = version + 1`);
  await posting.until("select where not exists (select from delivery where state = 'waiting')");
  const count = old.requests.length;
  expect(count + next.requests.length).toBe(60);
  expect(count).toBeLessThan(40);
});

test.concurrent('no more go out at once, and in a second, than it takes', async () => {
  await using posting = await openPosting();
  let [open, most] = [0, 0];
  await using receiver = await openReceiver(async (_, response) => {
    open += 1;
    most = Math.max(most, open);
    await sleep(20);
    open -= 1;
    response.writeHead(204).end();
  });
  await posting.give({ url: receiver.url, max_in_flight: 3, rate_per_second: 20 });
  await using _ = posting.work();
  await posting.say(...ROOMS.slice(0, 30));
  const requests = await receiver.received(30);
  const [first, last] = [requests[0]?.at ?? 0, requests.at(-1)?.at ?? 0];
  expect(last - first).toBeGreaterThan(29 * 45);
  expect(most).toBeLessThanOrEqual(3);
});

test.concurrent('Retry-After has all of a webhook rest, over a restart too', async () => {
  await using posting = await openPosting();
  await using receiver = await openReceiver(answering(429, { 'retry-after': '2' }));
  await posting.give({ url: receiver.url, max_in_flight: 1 });
  {
    await using _ = posting.work();
    await posting.say('!a', '!b', '!c');
    await posting.until('select from webhook where held_by is null and not_before is not null');
  }
  receiver.answer = answering(204);
  await using _ = posting.work();
  const requests = await receiver.received(4);
  expect((requests[1]?.at ?? 0) - (requests[0]?.at ?? 0)).toBeGreaterThan(1800);
});

test.concurrent('what is too old is not sent any more', async () => {
  await using posting = await openPosting();
  await using receiver = await openReceiver();
  await posting.give({ url: receiver.url });
  await posting.say('!a', '!b');
  await posting.ask(
    `update delivery set due_at = due_at - interval '25 hours', created_at = created_at - interval '25 hours' where order_key = '!a'`,
  );
  await using _ = posting.work();
  await posting.until("select from delivery where state = 'expired' and attempts = 0");
  await posting.until("select from delivery where state = 'delivered'");
  expect(receiver.requests).toHaveLength(1);
});

test.concurrent('a database that stumbles after an answer makes no failure of it', async () => {
  await using posting = await openPosting();
  await using receiver = await openReceiver();
  await posting.give({ url: receiver.url });
  await posting.ask(`
    create sequence stumbled;
    create function stumble() returns trigger language plpgsql as $$
    begin
      if nextval('stumbled') = 1 then raise exception 'stumbled'; end if;
      return new;
    end $$;
    create trigger stumble before insert on attempt for each row execute function stumble();`);
  await using _ = posting.work();
  await posting.say('!a');
  await posting.until("select from delivery where state = 'delivered' and attempts = 1");
  expect(receiver.requests).toHaveLength(1);
  expect(posting.one.logged.join()).toContain('What became of deliveries could not be written: stumbled');
});

test.concurrent('an answer that Postgres cannot keep is no reason to send it again', async () => {
  await using posting = await openPosting();
  await using receiver = await openReceiver((_, response) => {
    response.writeHead(200).end(Buffer.from([0x61, 0, 0xff, 0x62]));
  });
  await posting.give({ url: receiver.url });
  await using _ = posting.work();
  await posting.say('!a');
  await posting.until("select from delivery where state = 'delivered' and attempts = 1");
  expect(receiver.requests).toHaveLength(1);
});
