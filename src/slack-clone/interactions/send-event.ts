import { SlackError } from '../api/error.ts';
import { newEnvelopeId } from '../ids.ts';
import type { AppRow } from '../store/apps.ts';
import * as retries from '../store/event-retries.ts';
import type { Workspace } from '../workspace.ts';
import { carry, type Parcel, type Trip } from './carry.ts';
import { overSocket, post, tokenOf } from './deliver.ts';

/** An event on its way: the same id and the same body at each try. */
export interface Outgoing {
  id: string;
  type: string;
  body: Record<string, unknown>;
}

/** Which try after the first one it is, and why there is another. */
interface Again {
  number: number;
  reason: string;
}

const MINUTE = 60_000;
/** The first comes at once; these are how long after it the second and the third do. */
const WAITS: Partial<Record<number, number>> = { 2: MINUTE, 3: 5 * MINUTE };

/** Tries twice, one after the other; what is not taken then waits in the database for its third and fourth time. */
export async function send(workspace: Workspace, app: AppRow, event: Outgoing): Promise<void> {
  const first = await attempt(workspace, app, event);
  if (first === null) return;
  const second = await attempt(workspace, app, event, { number: 1, reason: first });
  if (second !== null) await postpone(workspace, app, event, { number: 2, reason: second });
}

/** One that had waited. */
export async function sendAgain(
  workspace: Workspace,
  app: AppRow | undefined,
  { event_id, body, number, reason }: retries.EventRetry,
): Promise<void> {
  if (!app) return retries.remove(workspace.db, event_id);
  const event = { id: event_id, type: typeOf(body), body };
  const refused = await attempt(workspace, app, event, { number, reason });
  if (workspace.closing.aborted) return;
  if (refused === null) await retries.remove(workspace.db, event_id);
  else await postpone(workspace, app, event, { number: number + 1, reason: refused });
}

async function postpone(workspace: Workspace, app: AppRow, event: Outgoing, again: Again): Promise<void> {
  const { db, clock, closing } = workspace;
  if (closing.aborted) return;
  const wait = WAITS[again.number];
  if (wait === undefined || isFleeting(event)) {
    workspace.log.warn(
      `${app.manifest.name} did not take the event ${event.type}, and is told no more of it.`,
    );
    return retries.remove(db, event.id);
  }
  const due_at = new Date(clock.now().getTime() + wait);
  await retries.put(db, { event_id: event.id, app_id: app.id, body: event.body, ...again, due_at });
  workspace.retries.expect(due_at);
}

/** What a view shows may be a secret, and is stored nowhere. */
function isFleeting({ body }: Outgoing): boolean {
  return typeof body['event'] === 'object' && body['event'] !== null && 'view' in body['event'];
}

function typeOf(body: Record<string, unknown>): string {
  const { event } = body;
  const type = typeof event === 'object' && event !== null && 'type' in event ? event.type : '';
  return typeof type === 'string' ? type : '';
}

/** Null: it was taken, or the app wants no more of it. Else why it was not, in Slack's words. */
async function attempt(
  workspace: Workspace,
  app: AppRow,
  event: Outgoing,
  again?: Again,
): Promise<string | null> {
  const by = overSocket(workspace, app) ? 'socket' : 'http';
  const late = by === 'socket' ? 'timeout' : 'http_timeout';
  const number = again?.number ?? 0;
  const body = { token: tokenOf(workspace, app), ...event.body };
  const parcel = { name: event.type, by, app_id: app.id, attempt: number + 1, ...told(event) } as const;
  const id = newEnvelopeId(workspace.random);
  try {
    return await carry(workspace, parcel, async (trip, isRepeat) => {
      const which = isRepeat ? { number: number + 1, reason: late } : again;
      if (by === 'http') return byHttp(workspace, app, { type: event.type, body, again: which, trip });
      const retry = { retry_attempt: which?.number ?? 0, retry_reason: which?.reason ?? '' };
      const envelope = { type: 'events_api', payload: body, answers: false, retry } as const;
      await workspace.sockets.ask(app.id, envelope, id);
      return null;
    });
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    return error.code === 'operation_timeout' ? late : 'connection_failed';
  }
}

/** What is noted of it: who brought it about, and where. */
function told({ id, body }: Outgoing): Pick<Parcel, 'user_id' | 'sent'> {
  const event = typeof body['event'] === 'object' && body['event'] !== null ? body['event'] : {};
  const user_id = 'user' in event && typeof event.user === 'string' ? event.user : null;
  return { user_id, sent: { event_id: id, ...event } };
}

async function byHttp(
  workspace: Workspace,
  app: AppRow,
  {
    type,
    body,
    again,
    trip,
  }: { type: string; body: Record<string, unknown>; again: Again | undefined; trip: Trip },
): Promise<string | null> {
  const { eventsUrl: url, name } = app.manifest;
  const secret = workspace.signingSecrets.get(app.id);
  if (url === null || secret === undefined) throw new SlackError('dispatch_failed');
  const headers = again && {
    'x-slack-retry-num': String(again.number),
    'x-slack-retry-reason': again.reason,
  };
  const sending = { type: 'application/json', text: JSON.stringify(body), headers, trip };
  const { status, noRetry } = await post(workspace, url, secret, sending);
  if (status >= 200 && status < 300) return null;
  trip.error = 'http_error';
  workspace.log.warn(`${name} did not take the event ${type}: it answered ${status}.`);
  return noRetry ? null : 'http_error';
}
