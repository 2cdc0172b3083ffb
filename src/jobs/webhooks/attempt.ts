import type { Deps } from '../../commands/execute.ts';
import type { Reply } from '../../core/ports.ts';
import { judge, type Verdict } from '../../core/verdicts.ts';
import type { Due, Settled } from '../../store/deliveries.ts';
import { postOf, type Target } from './target.ts';

/** An attempt that was made, and what it came to. */
export interface Made {
  settled: Settled;
  verdict: Verdict;
}

/** Sends it once. Undefined when it was broken off: that was no attempt. */
export async function attempt(
  target: Target,
  due: Due,
  body: string,
  deps: Deps,
  signal: AbortSignal,
): Promise<Made | undefined> {
  const { clock, egress, meter, random, tracing } = deps;
  const number = due.attempts + 1;
  const startedAt = clock.now();
  const { hostname, port, protocol } = new URL(target.webhook.url);
  const span = tracing.begin(
    'webhook attempt',
    {
      'botmint.event': due.type,
      'botmint.event_id': due.event_id,
      'botmint.delivery_id': due.id,
      'botmint.attempt': number,
      'http.request.method': 'POST',
      'server.address': hostname,
      'server.port': Number(port || (protocol === 'https:' ? 443 : 80)),
    },
    due.traceparent,
  );
  const { traceparent } = span;
  const reply = await egress.post({ ...postOf(target, due, { body, at: startedAt, traceparent }), signal });
  if (reply.fault === 'aborted') {
    span.end({ 'botmint.outcome': 'broken off' });
    return undefined;
  }
  const now = clock.now();
  const chance = (random.bytes(1)[0] ?? 0) / 255;
  const verdict = judge({ reply, number, profile: target.webhook, now, happenedAt: due.created_at, chance });
  const outcome =
    verdict.state === 'delivered' ? 'delivered' : verdict.state === 'waiting' ? 'retry' : 'failed';
  span.end({
    'botmint.outcome': outcome,
    ...(reply.status === null ? {} : { 'http.response.status_code': reply.status }),
    ...(verdict.error === null ? {} : { 'error.type': verdict.error }),
  });
  meter.attempted(outcome, reply.durationMs / 1000);
  if (number === 1 && due.trigger === 'event')
    meter.began((startedAt.getTime() - due.happened_at.getTime()) / 1000);
  return { settled: settledOf(target, due, { reply, verdict, startedAt, now }), verdict };
}

function settledOf(
  { webhook }: Target,
  { id, attempts }: Due,
  { reply, verdict, startedAt, now }: { reply: Reply; verdict: Verdict; startedAt: Date; now: Date },
): Settled {
  return {
    organization_id: webhook.organization_id,
    id,
    number: attempts + 1,
    state: verdict.state,
    due_at: new Date(now.getTime() + verdict.afterMs),
    finished_at: verdict.state === 'waiting' ? null : now,
    started_at: startedAt,
    duration_ms: reply.durationMs,
    address: reply.address,
    status: reply.status,
    error: verdict.error,
    retry_after: verdict.retryAfter,
    response_headers: reply.status === null ? null : JSON.stringify(reply.headers),
    response_body: reply.status === null ? null : reply.body,
    is_cut: reply.isCut,
  };
}
