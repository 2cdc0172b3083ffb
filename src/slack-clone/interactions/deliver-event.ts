import { logFailure } from '../failure.ts';
import { newEventId } from '../ids.ts';
import { unixSeconds } from '../stamps.ts';
import type { AppRow } from '../store/apps.ts';
import type { Workspace } from '../workspace.ts';
import { mayHear } from './event-scopes.ts';
import { send } from './send-event.ts';

/** What happened, as Slack's Events API tells it; when it did is added on the way. */
export interface AppEvent {
  type: string;
  [field: string]: unknown;
}

/**
 * Tells an app what happened, if its manifest asks for events of this type and its bot was granted a scope for them.
 * Whoever brought it about does not wait for the app: this never throws, and what an app does not take it is told again,
 * three times at most.
 * @param subscription what the manifest calls it, where that is not the event's own type
 */
export async function deliverEvent(
  workspace: Workspace,
  app: AppRow,
  event: AppEvent,
  subscription = event.type,
): Promise<void> {
  if (!app.manifest.botEvents.includes(subscription) || !mayHear(app.granted, subscription)) return;
  const id = newEventId(workspace.random);
  try {
    await send(workspace, app, { id, type: event.type, body: envelope(workspace, app, { id, event }) });
  } catch (error) {
    logFailure(workspace, `The event ${event.type}`, error);
  }
}

/** All but the token, which is added when it is sent: it follows from a secret. */
function envelope(
  { team, stamps, clock }: Workspace,
  app: AppRow,
  { id, event }: { id: string; event: AppEvent },
): Record<string, unknown> {
  const isMessage = event.type === 'message' || event.type === 'app_mention';
  const event_ts = isMessage && typeof event['ts'] === 'string' ? event['ts'] : stamps.next();
  const told = { ...event, event_ts };
  return {
    team_id: team.id,
    context_team_id: team.id,
    context_enterprise_id: null,
    api_app_id: app.id,
    event: told,
    type: 'event_callback',
    event_id: id,
    event_time: unixSeconds(clock.now()),
    authorizations: [
      {
        enterprise_id: null,
        team_id: team.id,
        user_id: app.bot_user_id,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
    event_context: contextOf({ et: event.type, tid: team.id, aid: app.id, cid: event['channel'] }),
  };
}

/** Opaque to apps; in Slack too it is a number and JSON in base64. */
function contextOf(context: Record<string, unknown>): string {
  const { cid, ...common } = context;
  const whole = { ...common, ...(typeof cid === 'string' && { cid }) };
  return `4-${Buffer.from(JSON.stringify(whole)).toString('base64url')}`;
}
