import { SlackError } from '../api/error.ts';
import { logFailure } from '../failure.ts';
import { newEventId } from '../ids.ts';
import { unixSeconds } from '../stamps.ts';
import type { AppRow } from '../store/apps.ts';
import type { Workspace } from '../workspace.ts';
import { post, tokenOf } from './deliver.ts';

/** What happened, as Slack's Events API tells it; when it did is added on the way. */
export interface AppEvent {
  type: string;
  [field: string]: unknown;
}

/**
 * Tells an app what happened, if its manifest asks for events of this type. Whoever brought it about does not wait for
 * the app: this never throws, and what an app does not take is logged and gone.
 * @param subscription what the manifest calls it, where that is not the event's own type
 */
export async function deliverEvent(
  workspace: Workspace,
  app: AppRow,
  event: AppEvent,
  subscription = event.type,
): Promise<void> {
  const { botEvents, eventsUrl, name } = app.manifest;
  const secret = workspace.signingSecrets.get(app.id);
  if (!botEvents.includes(subscription) || secret === undefined || eventsUrl === null) return;
  const text = JSON.stringify(envelope(workspace, app, event));
  try {
    const { status } = await post(workspace, eventsUrl, secret, { type: 'application/json', text });
    const taken = status >= 200 && status < 300;
    if (!taken) workspace.log.warn(`${name} did not take the event ${event.type}: it answered ${status}.`);
  } catch (error) {
    if (!(error instanceof SlackError)) logFailure(workspace, `The event ${event.type}`, error);
  }
}

function envelope(workspace: Workspace, app: AppRow, event: AppEvent): Record<string, unknown> {
  const { team, stamps, clock, random } = workspace;
  const user_id = app.bot_user_id;
  return {
    token: tokenOf(workspace, app),
    team_id: team.id,
    api_app_id: app.id,
    event: { ...event, event_ts: stamps.next() },
    type: 'event_callback',
    event_id: newEventId(random),
    event_time: unixSeconds(clock.now()),
    authorizations: [
      { enterprise_id: null, team_id: team.id, user_id, is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: false,
  };
}
