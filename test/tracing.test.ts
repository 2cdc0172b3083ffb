import { once } from 'node:events';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { contextOf } from '../src/commands/context.ts';
import { emit } from '../src/commands/emit.ts';
import { readConfig } from '../src/config.ts';
import type { Clock } from '../src/core/ports.ts';
import { clock, ids } from '../src/system.ts';
import { openTracing } from '../src/tracing.ts';
import { openPosting } from './webhooks/posting.ts';
import { answering, openReceiver } from './webhooks/receiver.ts';
import { openWorld, StillClock } from './world.ts';

const Value = z.object({ stringValue: z.string() }).or(z.object({ intValue: z.number() }));
const Named = z.array(z.object({ key: z.string(), value: Value }));
const Sent = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: Named }),
      scopeSpans: z.array(
        z.object({
          spans: z.array(
            z.object({
              traceId: z.string(),
              spanId: z.string(),
              parentSpanId: z.string().optional(),
              name: z.string(),
              kind: z.number(),
              attributes: Named,
              status: z.object({ code: z.number() }),
            }),
          ),
        }),
      ),
    }),
  ),
});

const unnamed = (named: z.infer<typeof Named>) =>
  Object.fromEntries(named.map(({ key, value }) => [key, Object.values(value)[0]]));

/** A collector that takes traces as OTLP over HTTP has them. It answers with `status`, or with 0 not at all. */
async function openCollector(status = 200) {
  const sent: z.infer<typeof Sent>[] = [];
  const paths: string[] = [];
  const server = createServer((request, response) => {
    const take = async (): Promise<void> => {
      sent.push(Sent.parse(await json(request)));
      paths.push(request.url ?? '');
      if (status !== 0) response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
    };
    void take();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    paths,
    sent,
    spans: () =>
      sent.flatMap(({ resourceSpans }) =>
        resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
      ),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function open(environment: Record<string, string>, its: Clock = clock) {
  const logged: string[] = [];
  const log = { warn: (line: string) => logged.push(line), error: (line: string) => logged.push(line) };
  const processId = ids.make<'process'>();
  const tracing = await openTracing(readConfig(environment), { processId, clock: its, log });
  return { tracing, logged, processId, [Symbol.asyncDispose]: () => tracing[Symbol.asyncDispose]() };
}

describe('with a collector', () => {
  test('what a command causes is one trace, from the event to the attempt and on to the receiver', async () => {
    await using collector = await openCollector();
    await using receiver = await openReceiver(answering(503));
    await using posting = await openPosting();
    const { one, bob } = posting;
    const opened = await open({ OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/` });
    Object.assign(one.deps, { tracing: opened.tracing });
    await posting.give({ url: `${receiver.url}/hook?key=hidden` });
    {
      await using _ = posting.work();
      await one.done(bob, 'tokens issue', { username: 'steve', expiry: '1d' });
      await posting.until('select from attempt');
    }
    await opened[Symbol.asyncDispose]();
    const [event] = await posting.ask('select id, traceparent from event');
    expect(collector.paths).toEqual(['/v1/traces']);
    const [first, second] = collector.spans();
    expect(first).toMatchObject({ name: 'event token.issued', kind: 4, status: { code: 0 } });
    expect(first?.parentSpanId).toBe(undefined);
    expect(event?.['traceparent']).toBe(`00-${first?.traceId}-${first?.spanId}-01`);
    expect(unnamed(first?.attributes ?? [])).toEqual({
      'botmint.event': 'token.issued',
      'botmint.event_id': event?.['id'],
    });
    expect(second).toMatchObject({ name: 'webhook attempt', kind: 3, status: { code: 2 } });
    expect([second?.traceId, second?.parentSpanId]).toEqual([first?.traceId, first?.spanId]);
    expect(receiver.requests[0]?.headers['traceparent']).toBe(`00-${first?.traceId}-${second?.spanId}-01`);
    expect(unnamed(second?.attributes ?? [])).toMatchObject({
      'server.address': '127.0.0.1',
      'http.response.status_code': 503,
      'error.type': 'status_503',
      'botmint.attempt': 1,
    });
    expect(unnamed(collector.sent[0]?.resourceSpans[0]?.resource.attributes ?? [])).toMatchObject({
      'service.name': 'botmint',
      'service.instance.id': opened.processId,
    });
    for (const secret of ['steve', 'bob', 'hidden', '/hook'])
      expect(JSON.stringify(collector.sent)).not.toContain(secret);
    expect(opened.logged).toEqual([]);
  });

  test('an event that nobody hears of is no trace', async () => {
    await using collector = await openCollector();
    await using world = await openWorld();
    const opened = await open({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
    const bob = await world.person('bob');
    await using transaction = world.deps.database.begin(bob.organizationId, 'write');
    const context = contextOf(transaction, bob, { ...world.deps, tracing: opened.tracing });
    const told = { bot: { username: 'steve', owner: 'bob' }, by: 'bob' };
    await emit(context, null, 'bot.disabled', told);
    opened.tracing.begin('heard', {}).end();
    await opened[Symbol.asyncDispose]();
    expect(collector.spans().map(({ name }) => name)).toEqual(['heard']);
  });

  test.each([
    [null, undefined],
    ['', undefined],
    ['nonsense', undefined],
    [`00-${'0'.repeat(32)}-${'1'.repeat(16)}-01`, undefined],
    [`00-${'a'.repeat(32)}-${'1'.repeat(16)}-01`, 'a'.repeat(32)],
  ])('a span goes on from a traceparent, and from nothing that is none: %s', async (parent, traceId) => {
    await using collector = await openCollector();
    const opened = await open({
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.url}/own`,
      OTEL_SERVICE_NAME: 'mint',
    });
    opened.tracing.begin('one', {}, parent).end();
    await opened[Symbol.asyncDispose]();
    expect(collector.paths).toEqual(['/own']);
    const [span] = collector.spans();
    expect(span?.parentSpanId).toBe(traceId === undefined ? undefined : '1'.repeat(16));
    expect(span?.traceId).toMatch(traceId ?? /^(?!a{32})[0-9a-f]{32}$/);
    expect(unnamed(collector.sent[0]?.resourceSpans[0]?.resource.attributes ?? [])['service.name']).toBe(
      'mint',
    );
  });
});

describe('with a collector that', () => {
  test.each([
    ['is away', undefined],
    ['says nothing', 0],
    ['fails', 500],
  ])('%s, work goes on, and closing takes a second at most', async (_how, status) => {
    await using collector = await openCollector(status);
    const url = status === undefined ? 'http://127.0.0.1:9' : collector.url;
    await using opened = await open({ OTEL_EXPORTER_OTLP_ENDPOINT: url });
    const began = performance.now();
    for (let count = 0; count < 10_000; count += 1) opened.tracing.begin('one', { count }).end();
    expect(performance.now() - began).toBeLessThan(2000);
    await sleep(1500);
    opened.tracing.begin('another', {}).end();
    const asked = performance.now();
    await opened[Symbol.asyncDispose]();
    expect(performance.now() - asked).toBeLessThan(1300);
  });

  test('takes nothing is complained of once a minute', async () => {
    await using collector = await openCollector(400);
    const minutes = new StillClock();
    await using opened = await open({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url }, minutes);
    const fail = async (): Promise<void> => {
      const before = collector.sent.length;
      opened.tracing.begin('one', {}).end();
      while (collector.sent.length === before) await sleep(20);
      await sleep(100);
    };
    await fail();
    await fail();
    expect(opened.logged).toEqual([expect.stringMatching(/^Traces cannot be sent: \S/)]);
    minutes.pass(60_000);
    await fail();
    expect(opened.logged).toHaveLength(2);
  });
});

test('without one nothing is traced', async () => {
  await using opened = await open({});
  const span = opened.tracing.begin('one', {});
  expect(span.traceparent).toBe(undefined);
  span.end();
});
