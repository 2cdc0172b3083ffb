import { setTimeout as sleep } from 'node:timers/promises';
import { collectDefaultMetrics, Counter, Gauge, Histogram, type Metric, Registry } from 'prom-client';
import type { Clock, Meter } from './core/ports.ts';
import type { Database } from './store/database.ts';
import * as webhookFigures from './store/webhook-figures.ts';

/** How long figures of the database are good for. Reading them takes a twentieth of the time at most. */
const FRESH_MS = 5000;
const REST_FACTOR = 20;

/** How long a scrape waits for them: Prometheus gives up after 10 s, and would have nothing at all. */
const PATIENCE_MS = 1000;

export interface TelemetryOptions {
  database: Pick<Database, 'across'>;
  clock: Pick<Clock, 'now' | 'elapsed'>;
  /** How many processes live. */
  living: () => number;
}

/** What this process counts, and what a scrape is answered with. */
export interface Telemetry {
  meter: Meter;
  registry: Registry;
  scrape: () => Promise<Scraped>;
}

export interface Scraped {
  contentType: string;
  text: string;
}

/** No name of a person, a bot, an organization or an address is in a label, and nothing that anybody can make up. */
export function openTelemetry({ database, clock, living }: TelemetryOptions): Telemetry {
  const registry = new Registry();
  const meter = meterIn(registry);
  const figures = refreshed(clock, async () => webhookFigures.read(database.across));
  for (const gauge of gaugesOf(clock, living, figures)) registry.registerMetric(gauge);
  let isWatched = false;
  return {
    meter,
    registry,
    scrape: async () => {
      // They cost a little all the time, so whoever is never scraped has none.
      if (!isWatched) collectDefaultMetrics({ register: registry });
      isWatched = true;
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
}

function meterIn(registry: Registry): Meter {
  return { ...webhookMeter([registry]), ...requestMeter([registry]) };
}

function webhookMeter(registers: Registry[]): Pick<Meter, 'attempted' | 'began'> {
  const attempts = new Counter({
    name: 'botmint_webhook_attempts_total',
    help: 'Attempts at a delivery: delivered, retry (failed, to be tried again), failed (for good), test.',
    labelNames: ['outcome'],
    registers,
  });
  // One that is there from the start has a rate when it first grows.
  for (const outcome of ['delivered', 'failed', 'retry', 'test']) attempts.inc({ outcome }, 0);
  const seconds = new Histogram({
    name: 'botmint_webhook_attempt_seconds',
    help: 'How long an attempt took, to the end of the answer.',
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30],
    registers,
  });
  const untilFirst = new Histogram({
    name: 'botmint_webhook_first_attempt_seconds',
    help: 'From the commit of an event to the first attempt at telling it.',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 30, 300],
    registers,
  });
  return {
    attempted: (outcome, took) => {
      attempts.inc({ outcome });
      seconds.observe(took);
    },
    began: (after) => untilFirst.observe(after),
  };
}

function requestMeter(registers: Registry[]): Pick<Meter, 'commanded' | 'answered' | 'often'> {
  const commands = new Counter({
    name: 'botmint_commands_total',
    help: 'Commands by what became of them: done, confirm (only asked), replayed, or the code of the refusal.',
    labelNames: ['command', 'outcome'],
    registers,
  });
  const seconds = new Histogram({
    name: 'botmint_command_seconds',
    help: 'How long a command took, refused ones too.',
    labelNames: ['command'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers,
  });
  const requests = new Counter({
    name: 'botmint_http_requests_total',
    help: 'Requests over HTTP, by the route as it is declared; none where there is no such route.',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  return {
    commanded: (command, outcome, took) => {
      commands.inc({ command, outcome });
      seconds.observe({ command }, took);
    },
    answered: (method, route, status) => requests.inc({ method, route, status }),
    often: (command, method, route) => {
      const done = seriesOf(commands, { command, outcome: 'done' });
      const answered = seriesOf(requests, { method, route, status: 200 });
      const took = durationsOf(seconds, { command });
      return (duration) => {
        done.value += 1;
        answered.value += 1;
        took(duration);
      };
    },
  };
}

/**
 * One series as prom-client keeps it. That has no way to hold one in hand: it looks it up by its labels each time, which
 * for three of them is a microsecond, a tenth of what an answer costs.
 */
function heldIn<Numbers>(metric: Metric, labels: object, fits: (kept: unknown) => kept is Numbers): Numbers {
  const all: unknown = Reflect.get(metric, 'hashMap');
  const kept = typeof all === 'object' && all ? Object.values(all) : [];
  const held: unknown = kept.find((each: unknown) => hasAll(each, 'labels') && each['labels'] === labels);
  if (fits(held)) return held;
  throw new Error('prom-client keeps its numbers in another way');
}

function seriesOf<Label extends string>(
  counter: Counter<Label>,
  labels: Record<Label, string | number>,
): { value: number } {
  counter.inc(labels, 0);
  return heldIn(
    counter,
    labels,
    (kept): kept is { value: number } => hasAll(kept, 'value') && typeof kept['value'] === 'number',
  );
}

interface Durations {
  sum: number;
  count: number;
  /** By the upper bound, and not added up. */
  bucketValues: Record<string, number>;
}

function durationsOf<Label extends string>(
  histogram: Histogram<Label>,
  labels: Record<Label, string>,
): (seconds: number) => void {
  histogram.zero(labels);
  const held = heldIn(histogram, labels, (kept): kept is Durations =>
    hasAll(kept, 'sum', 'count', 'bucketValues'),
  );
  const bounds = Object.keys(held.bucketValues).map(Number);
  return (seconds) => {
    held.sum += seconds;
    held.count += 1;
    const bound = bounds.find((each) => seconds <= each);
    if (bound !== undefined) held.bucketValues[bound] = (held.bucketValues[bound] ?? 0) + 1;
  };
}

const hasAll = (kept: unknown, ...names: string[]): kept is Record<string, unknown> =>
  typeof kept === 'object' && kept !== null && names.every((name) => name in kept);

/** What is read when it is scraped. What could not be read is left out. */
function gaugesOf(
  clock: Pick<Clock, 'now'>,
  living: () => number,
  figures: () => Promise<webhookFigures.Figures | undefined>,
): Metric[] {
  const registers: Registry[] = [];
  return [
    new Gauge({
      name: 'botmint_processes',
      help: 'Processes of this installation that live.',
      registers,
      collect() {
        this.set(living());
      },
    }),
    new Gauge({
      name: 'botmint_webhooks',
      help: 'Webhooks by status: active, paused, disabled.',
      labelNames: ['status'],
      registers,
      async collect() {
        const read = await figures();
        this.reset();
        for (const status of ['active', 'paused', 'disabled'] as const)
          if (read) this.set({ status }, read[status]);
      },
    }),
    new Gauge({
      name: 'botmint_webhook_deliveries',
      help: 'Deliveries that are waiting for their time, and that are kept as their webhook was disabled; counted to 500,000.',
      labelNames: ['state'],
      registers,
      async collect() {
        const read = await figures();
        this.reset();
        for (const state of ['waiting', 'kept'] as const) if (read) this.set({ state }, read[state]);
      },
    }),
    new Gauge({
      name: 'botmint_webhook_oldest_waiting_seconds',
      help: 'How long the oldest delivery has waited at a webhook that is active; 0 where none waits.',
      registers,
      async collect() {
        const read = await figures();
        if (read) this.set(read.oldest ? (clock.now().getTime() - read.oldest.getTime()) / 1000 : 0);
        else this.remove();
      },
    }),
  ];
}

/** Reads anew what is too old, once at a time. Undefined while it cannot be read; what takes long comes with the next. */
function refreshed<Read>(
  clock: Pick<Clock, 'elapsed'>,
  read: () => Promise<Read>,
): () => Promise<Read | undefined> {
  let last: Read | undefined;
  let freshUntil = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | undefined;
  const refresh = async (): Promise<void> => {
    const began = clock.elapsed();
    last = await read().catch(() => undefined);
    const ended = clock.elapsed();
    freshUntil = ended + Math.max(FRESH_MS, (ended - began) * REST_FACTOR);
    reading = undefined;
  };
  return async () => {
    if (clock.elapsed() >= freshUntil) reading ??= refresh();
    if (reading) await Promise.race([reading, sleep(PATIENCE_MS, undefined, { ref: false })]);
    return last;
  };
}
