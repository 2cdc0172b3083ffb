import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { migratedDatabase } from './database.ts';
import { openWorking } from './jobs/working.ts';
import { untilReady } from './ready.ts';

const addressIn = (line: string): string => /http:\S+$/.exec(line)?.[0] ?? '';

async function statusAs(host: string, url: string): Promise<number> {
  const sent = request(url, { headers: { host } }).end();
  const [response] = z
    .tuple([z.custom<{ statusCode: number; resume(): void }>()])
    .parse(await once(sent, 'response'));
  response.resume();
  return response.statusCode;
}

test('work can be watched where WORK_PORT says, by its own name alone, and serves nothing else', async () => {
  await using database = await migratedDatabase();
  await using working = await openWorking(database.url, { WORK_PORT: '0' });
  const [one, other] = await Promise.all([working.start(), working.start()]);
  expect(one.line).toMatch(/^Jobs {3}are done here, watched at http:\/\/127\.0\.0\.1:\d+$/);
  const address = addressIn(one.line);
  expect(address).not.toBe(addressIn(other.line));
  expect(await untilReady(address)).toEqual({ database: true, queue: true });
  expect(await (await fetch(`${address}/healthz`)).json()).toEqual({ ok: true });
  const metrics = async (): Promise<string> => (await fetch(`${address}/metrics`)).text();
  // It hears of the other with its next beat.
  await expect.poll(metrics, { timeout: 10_000 }).toContain('botmint_processes 2\n');
  expect(await metrics()).toContain('botmint_webhook_attempts_total{outcome="delivered"} 0\n');
  expect((await fetch(`${address}/api/v1/bots/me`)).status).toBe(404);
  const { port } = new URL(address);
  for (const path of ['/healthz', '/readyz', '/metrics'])
    expect([
      await statusAs('evil.example', address + path),
      await statusAs(`localhost:${port}`, address + path),
    ]).toEqual([421, 200]);
  expect(await Promise.all([one.stop(), other.stop()])).toEqual([0, 0]);
  expect(await one.complaint).toBe('');
}, 60_000);

test('work says which variable to change when its port is taken, and needs none', async () => {
  await using database = await migratedDatabase();
  await using taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = z.object({ port: z.number() }).parse(taken.address());
  await using working = await openWorking(database.url, { WORK_PORT: String(port) });
  const refused = await working.start();
  expect(await refused.complaint).toBe(
    `Port ${port} is taken. Give it another: WORK_PORT=${port + 1} npm run work\n`,
  );
  expect(await refused.ended).toBe(1);
  await using another = await migratedDatabase();
  await using plain = await openWorking(another.url);
  const quiet = await plain.start();
  expect(quiet.line).toBe('Jobs   are done here');
}, 60_000);

/** Has a process say of each module of OpenTelemetry that it loads it. */
const SAYING = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  import { writeSync } from 'node:fs';
  registerHooks({ load: (url, context, next) => {
    const found = /@opentelemetry\\/[a-z-]+/.exec(url);
    if (found) writeSync(2, 'loads ' + found[0] + '\\n');
    return next(url, context);
  } });
`)}`;

async function loadedBy(environment: Record<string, string>): Promise<Set<string>> {
  await using database = await migratedDatabase();
  await using working = await openWorking(database.url, {
    NODE_OPTIONS: `--import "${SAYING}"`,
    ...environment,
  });
  const worker = await working.start();
  await worker.stop();
  return new Set([...(await worker.complaint).matchAll(/^loads (\S+)$/gm)].map(([, name]) => name ?? ''));
}

test('nothing is loaded to trace with where no exporter is set', async () => {
  // What counts for Prometheus wants the words of OpenTelemetry, and no more of it.
  expect(await loadedBy({})).toEqual(new Set(['@opentelemetry/api']));
  const traced = await loadedBy({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' });
  for (const each of ['sdk-trace', 'resources', 'exporter-trace-otlp-http'])
    expect(traced).toContain(`@opentelemetry/${each}`);
}, 60_000);
