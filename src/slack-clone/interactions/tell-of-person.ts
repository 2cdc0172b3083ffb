import { unixSeconds } from '../stamps.ts';
import * as apps from '../store/apps.ts';
import * as members from '../store/members.ts';
import type { MemberRow } from '../store/members.ts';
import { shownPerson, shownUser } from '../user.ts';
import type { Workspace } from '../workspace.ts';
import { deliverEvent } from './deliver-event.ts';

/** As Slack's own: what changed a profile is told under its own name too. */
type Also = 'user_profile_changed' | 'user_status_changed';

/** Tells apps and windows what has become of somebody. Each app sees what its scopes let it see. */
export async function tellOfPerson(
  workspace: Workspace,
  person: MemberRow,
  also: Also[] = [],
): Promise<void> {
  const now = workspace.clock.now();
  const everybody = (await members.people(workspace.db)).map(({ id }) => id);
  workspace.events.tell(everybody, { type: 'person_changed', user: shownPerson(person) });
  for (const app of await apps.all(workspace.db)) {
    const withEmail = app.granted.includes('users:read.email');
    const user = shownUser(workspace, person, withEmail);
    for (const type of ['user_change', ...also])
      void deliverEvent(workspace, app, { type, user, cache_ts: unixSeconds(now) });
  }
}
