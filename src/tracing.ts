import { setTimeout as sleep } from 'node:timers/promises';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import type { Config } from './config.ts';
import type { Id } from './core/ids.ts';
import type { Attributes, Clock, Log, Span, Tracing } from './core/ports.ts';
import { untraced } from './core/unmeasured.ts';

/** How long what is left may take to be sent at the end. */
const LAST_MS = 1000;

/** How often it is said at most that spans cannot be sent. */
const COMPLAIN_MS = 60_000;

/** How long spans wait for others to go with. More than so many are dropped, as when nobody takes them. */
const BATCH = { scheduledDelayMillis: 1000, maxQueueSize: 4096, maxExportBatchSize: 512 };

interface Around {
  processId: Id<'process'>;
  clock: Pick<Clock, 'elapsed'>;
  log: Log;
}

type Opened = Tracing & AsyncDisposable;

/** Sends spans where the environment says. Where it says nothing, nothing is loaded for it. */
export async function openTracing(config: Config, around: Around): Promise<Opened> {
  const {
    OTEL_EXPORTER_OTLP_ENDPOINT: base,
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: own,
    OTEL_SERVICE_NAME: name,
  } = config;
  // By the specification the path belongs to the address of all signals, and not to that of one.
  const url = own ?? (base === undefined ? undefined : `${base.replace(/\/$/, '')}/v1/traces`);
  if (url === undefined) return { ...untraced, [Symbol.asyncDispose]: async () => {} };
  return openExport(url, name, around);
}

async function openExport(url: string, name: string, { processId, clock, log }: Around): Promise<Opened> {
  const [api, { BatchSpanProcessor, TracerProvider }, { resourceFromAttributes }, { OTLPTraceExporter }] =
    await Promise.all([
      import('@opentelemetry/api'),
      import('@opentelemetry/sdk-trace'),
      import('@opentelemetry/resources'),
      import('@opentelemetry/exporter-trace-otlp-http'),
    ]);
  const exporter = complaining(new OTLPTraceExporter({ url, timeoutMillis: 5000 }), clock, log);
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': name, 'service.instance.id': processId }),
    spanProcessors: [new BatchSpanProcessor({ exporter, ...BATCH })],
  });
  const tracer = provider.getTracer('botmint');
  const { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } = api;
  return {
    begin: (spanName, attributes, parent): Span => {
      const from = contextOf(parent);
      const context = from ? trace.setSpanContext(ROOT_CONTEXT, from) : ROOT_CONTEXT;
      // What names another server calls it; all else is there for others to go on from.
      const kind = 'server.address' in attributes ? SpanKind.CLIENT : SpanKind.PRODUCER;
      const span = tracer.startSpan(spanName, { attributes, kind }, context);
      const { traceId, spanId, traceFlags } = span.spanContext();
      return {
        traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`,
        end: (more: Attributes = {}) => {
          span.setAttributes(more);
          if ('error.type' in more) span.setStatus({ code: SpanStatusCode.ERROR });
          span.end();
        },
      };
    },
    [Symbol.asyncDispose]: async () => {
      // What cannot be sent was complained of.
      const closed = provider.shutdown().catch(() => undefined);
      await Promise.race([closed, sleep(LAST_MS, undefined, { ref: false })]);
    },
  };
}

/** The other end of a traceparent (W3C trace context); undefined when it is none. */
function contextOf(parent: string | null | undefined) {
  const [, traceId, spanId, flags] =
    /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/.exec(parent ?? '') ?? [];
  if (traceId === undefined || spanId === undefined) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags ?? '0', 16), isRemote: true };
}

/** As `exporter`, and says in the log when it fails: once a minute, for it is tried every second. */
function complaining(exporter: SpanExporter, clock: Pick<Clock, 'elapsed'>, log: Log): SpanExporter {
  let silentUntil = Number.NEGATIVE_INFINITY;
  const complain = (error: Error): void => {
    if (clock.elapsed() < silentUntil) return;
    silentUntil = clock.elapsed() + COMPLAIN_MS;
    log.warn(`Traces cannot be sent: ${error.message}`);
  };
  return {
    export: (spans: ReadableSpan[], done) =>
      exporter.export(spans, (result) => {
        if (result.error) complain(result.error);
        done(result);
      }),
    shutdown: async () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  };
}
