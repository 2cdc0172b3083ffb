import type { Caller } from '../api/caller.ts';
import type { AppRow } from '../store/apps.ts';
import type { Workspace } from '../workspace.ts';

/** What every payload of a person's doing begins with. */
export function payloadOf(workspace: Workspace, app: AppRow, caller: Caller, type: string) {
  const { id, domain } = workspace.team;
  return {
    type,
    team: { id, domain },
    user: { id: caller.userId, username: caller.userName, name: caller.userName, team_id: id },
    api_app_id: app.id,
    enterprise: null,
    is_enterprise_install: false,
  };
}
