import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Secret } from '../../src/core/secret.ts';
import { placeOfHeaders } from '../../src/core/webhook-request.ts';
import { plain } from '../../src/core/text.ts';
import { giveWebhook, SECRET } from '../webhooks/hook.ts';
import { answering, openReceiver } from '../webhooks/receiver.ts';
import { done, issue, openWorld, refused, rows, said } from '../world.ts';

async function openHooked(url: string) {
  const world = await openWorld();
  const bob = await world.person('bob');
  await world.ask(bob, 'bots create', { username: 'steve' });
  const webhook = await giveWebhook(world.deps, bob.organizationId, 'steve', { url });
  return Object.assign(world, { bob, webhook });
}

const tried = 'select state, trigger, attempts, last_status, last_error from delivery';

describe('webhooks test', () => {
  test('says what was answered, and writes it down as one attempt that counts for nothing else', async () => {
    await using there = await openReceiver(answering(200, {}, 'thank you'));
    await using world = await openHooked(there.url);
    const counted: string[] = [];
    world.deps.meter = { ...world.deps.meter, attempted: (outcome) => void counted.push(outcome) };
    const outcome = await world.ask(world.bob, 'webhooks test', { webhook: 'steve' });
    expect(counted).toEqual(['test']);
    expect(said(outcome)).toMatch(/^steve\/default answered 200 in \d+ ms\.$/);
    if (outcome.kind !== 'done') throw new Error('refused');
    expect(outcome.document.lines?.map(({ text }) => plain(text))).toEqual(['`thank you`']);
    expect(done(outcome)).toMatchObject({ is_delivered: true, status: 200, response_body: 'thank you' });
    expect(await rows(world, tried)).toEqual([
      { state: 'delivered', trigger: 'test', attempts: 1, last_status: 200, last_error: null },
    ]);
    expect(await rows(world, 'select number, status, response_body from attempt')).toEqual([
      { number: 1, status: 200, response_body: 'thank you' },
    ]);
    const [row] = await rows(world, 'select last_success_at, failures, version from webhook');
    expect(row).toEqual({ last_success_at: null, failures: 0, version: 0 });
    expect(
      await rows(world, "select target, outcome from audit_entry where command = 'webhooks test'"),
    ).toEqual([{ target: 'steve/default', outcome: 'done' }]);
  });

  test('sends what a verifier takes, with headers of its own', async () => {
    await using there = await openReceiver(answering(200));
    await using world = await openHooked(there.url);
    const { bob, deps, webhook } = world;
    const own = new Secret('{"authorization":"Basic abc"}');
    const sealed = deps.vault.seal(own, placeOfHeaders({ organization_id: bob.organizationId, id: webhook }));
    await rows(world, `update webhook set headers = '${sealed}'`);
    world.clock.pass(Date.now() - world.clock.now().getTime());
    const { delivery, event } = done(await world.ask(bob, 'webhooks test', { webhook: 'steve' }));
    const [got] = there.requests;
    const headers = z.record(z.string(), z.string()).parse(got?.headers);
    expect(headers).toMatchObject({
      authorization: 'Basic abc',
      'webhook-id': event,
      'x-agentflow-event': 'webhook.test',
      'x-agentflow-delivery': delivery,
      'x-agentflow-attempt': '1',
    });
    const verified = new Webhook(SECRET, { format: 'raw' }).verify(got?.body ?? '', headers);
    expect(verified).toMatchObject({ id: event, event: 'webhook.test', data: { by: 'bob' } });
    expect(await rows(world, 'select payload from event')).toEqual([{ payload: got?.body }]);
  });

  test.each([
    [
      302,
      'answered 302 in N ms, and redirects are not followed. Give the webhook the address that it leads to.',
    ],
    [
      410,
      'answered 410 in N ms, that nothing is wanted there any more. If that is meant, delete the webhook; a delivery that is answered so disables it.',
    ],
    [500, 'answered 500 in N ms. What it logged says why.'],
  ])('tells what %i means, and disables nothing', async (status, words) => {
    await using there = await openReceiver(answering(status, { location: '/' }, 'no\0'));
    await using world = await openHooked(there.url);
    const outcome = await world.ask(world.bob, 'webhooks test', { webhook: 'steve/default' });
    expect(said(outcome).replace(/\d+ ms/, 'N ms')).toBe(`steve/default ${words}`);
    expect(there.requests).toHaveLength(1);
    expect(await rows(world, tried)).toMatchObject([{ state: 'failed', last_status: status }]);
    expect(await rows(world, 'select status, failures from webhook')).toEqual([
      { status: 'active', failures: 0 },
    ]);
  });

  test('tells why there was no answer', async () => {
    await using world = await openHooked('http://127.0.0.1:9/');
    const outcome = await world.ask(world.bob, 'webhooks test', { webhook: 'steve' });
    expect(said(outcome)).toBe('steve/default refused the connection. Does anything listen at its port?');
    await rows(world, "update webhook set url = 'http://10.0.0.1/'");
    expect(said(await world.ask(world.bob, 'webhooks test', { webhook: 'steve' }))).toBe(
      'steve/default leads to an address to which nothing may be sent. Only public addresses are called, and those that the operator allows.',
    );
    await using silent = await openReceiver(() => {});
    await rows(world, `update webhook set url = '${silent.url}', timeout_ms = 1000`);
    expect(said(await world.ask(world.bob, 'webhooks test', { webhook: 'steve' }))).toBe(
      'steve/default did not answer in time. It should answer at once, and do what there is to do afterwards.',
    );
  });

  test('works on one that is paused or disabled', async () => {
    await using there = await openReceiver(answering(200));
    await using world = await openHooked(there.url);
    for (const status of ['paused', 'disabled']) {
      await rows(world, `update webhook set status = '${status}', status_reason = 'asked'`);
      done(await world.ask(world.bob, 'webhooks test', { webhook: 'steve' }));
    }
    expect(there.requests).toHaveLength(2);
  });

  test('reaches nothing for who may not: others, guests, other organizations, and a bot that is another', async () => {
    await using there = await openReceiver(answering(200));
    await using world = await openHooked(there.url);
    const alice = await world.person('alice');
    const [carol, away] = [await world.person('carol'), await world.person('alice', 'T0AWAY')];
    await world.ask(alice, 'bots create', { username: 'other' });
    const scopes = 'webhooks:write';
    const other = await world.bot((await issue(world, alice, 'other', { scopes })).token);
    const codes: string[] = [];
    for (const who of [carol, away, other])
      codes.push(refused(await world.ask(who, 'webhooks test', { webhook: 'steve' })).code);
    expect(codes).toEqual(['missing_scope', 'unknown_webhook', 'forbidden']);
    expect(there.requests).toEqual([]);
    const steve = await world.bot((await issue(world, world.bob, 'steve', { scopes })).token);
    done(await world.ask(steve, 'webhooks test', { webhook: 'steve' }));
    done(await world.ask(alice, 'webhooks test', { webhook: world.webhook }));
    expect(there.requests).toHaveLength(2);
  });
});
