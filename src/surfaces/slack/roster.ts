import type { App } from '@slack/bolt';
import { noteSlackPeople } from '../../commands/people.ts';
import { type People, personOf, readProfile } from './people.ts';

/** Reads everybody of the workspace, so that each is known before they first ask: bots can be given to them. */
export async function readRoster(people: People): Promise<void> {
  let cursor: string | undefined;
  do {
    const page = await people.client.users.list({ limit: 200, ...(cursor === undefined ? {} : { cursor }) });
    const persons = (page.members ?? []).filter(({ is_bot: isBot }) => !isBot).map(personOf);
    await noteSlackPeople(people, persons, people.deps);
    cursor = page.response_metadata?.next_cursor || undefined;
  } while (cursor !== undefined);
}

/** Reads anew who one of them is. */
export async function look(userId: string, people: Omit<People, 'homes'>): Promise<void> {
  await noteSlackPeople(people, [await readProfile({ userId }, people.client)], people.deps);
}

/** Hears of those who come, change and go. */
export function listenToRoster(app: App, people: People): void {
  for (const name of ['user_change', 'team_join'] as const) {
    app.event(name, async ({ event, body }) => {
      if (body.team_id !== people.teamId || event.user.is_bot) return;
      await noteSlackPeople(people, [personOf(event.user)], people.deps);
    });
  }
}
