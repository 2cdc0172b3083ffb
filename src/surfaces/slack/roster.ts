import type { App } from '@slack/bolt';
import type { Deps } from '../../commands/execute.ts';
import { noteSlackPeople } from '../../commands/people.ts';
import type { Directory } from '../../core/ports.ts';
import { type Everybody, type People, personOf, readProfile } from './people.ts';
import type { Workspaces } from './workspaces.ts';

/** Reads everybody of the workspace, so that each is known before they first ask: bots can be given to them. */
export async function readRoster(people: Omit<People, 'homes'>): Promise<void> {
  let cursor: string | undefined;
  do {
    const page = await people.client.users.list({ limit: 200, ...(cursor === undefined ? {} : { cursor }) });
    const persons = (page.members ?? []).filter(({ is_bot: isBot }) => !isBot).map(personOf);
    await noteSlackPeople(people, persons, people.deps);
    cursor = page.response_metadata?.next_cursor || undefined;
  } while (cursor !== undefined);
}

/** As `readRoster`, of every workspace in turn. Nobody waits for it: one that cannot be read is told of in the log. */
export async function readRosters(workspaces: Workspaces, deps: Deps): Promise<void> {
  for (const teamId of await workspaces.list()) {
    const workspace = await workspaces.ofTeam(teamId);
    if (workspace)
      await readRoster({ ...workspace, deps }).catch((error: unknown) =>
        deps.log.warn(`Not everybody of the workspace ${teamId} could be read: ${String(error)}`),
      );
  }
}

/** Where it stands who somebody is: in their workspace. */
export function openDirectory(workspaces: Workspaces, deps: Deps): Directory {
  return {
    async look({ organization, slackUserId: userId }) {
      const workspace = await workspaces.ofOrganization(organization);
      if (!workspace) throw new Error('Botmint is not installed in their workspace');
      await noteSlackPeople(workspace, [await readProfile({ userId }, workspace.client)], deps);
    },
  };
}

/** Hears of those who come, change and go. */
export function listenToRoster(app: App, everybody: Everybody): void {
  for (const name of ['user_change', 'team_join'] as const) {
    app.event(name, async ({ event, body, context }) => {
      const people = await everybody.of(context);
      if (body.team_id !== people.teamId || event.user.is_bot) return;
      await noteSlackPeople(people, [personOf(event.user)], people.deps);
    });
  }
}
