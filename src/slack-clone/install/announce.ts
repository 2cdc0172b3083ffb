import * as members from '../store/members.ts';
import type { Workspace } from '../workspace.ts';
import { shortcuts, slashCommands } from './commands.ts';

/** After apps were made, changed, installed or taken away: windows that are open learn it without a reload. */
export async function announceApps({ db, events, audience }: Workspace): Promise<void> {
  audience.forget();
  const people = (await members.people(db)).map((person) => person.id);
  const all = await audience.all();
  events.tell(people, {
    type: 'commands_changed',
    commands: slashCommands(all),
    shortcuts: shortcuts(all),
  });
  events.tell(people, { type: 'apps_changed' });
}
