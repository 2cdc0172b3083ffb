import * as apps from '../store/apps.ts';
import * as members from '../store/members.ts';
import type { Workspace } from '../workspace.ts';
import { shortcuts, slashCommands } from './commands.ts';

/** After apps were made, changed, installed or taken away: windows that are open learn it without a reload. */
export async function announceApps({ db, events }: Workspace): Promise<void> {
  const people = (await members.people(db)).map((person) => person.id);
  const all = await apps.all(db);
  events.tell(people, {
    type: 'commands_changed',
    commands: slashCommands(all),
    shortcuts: shortcuts(all),
  });
  events.tell(people, { type: 'apps_changed' });
}
