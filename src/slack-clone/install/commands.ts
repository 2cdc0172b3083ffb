import type { Shortcut, SlashCommand } from '../protocol.ts';
import type { AppRow } from '../store/apps.ts';

/** All slash commands that a person can type, in alphabetical order. */
export function slashCommands(apps: AppRow[]): SlashCommand[] {
  return apps
    .flatMap((app) =>
      app.manifest.commands.map(({ command, description, usage_hint }) => ({
        command,
        description,
        usage_hint,
        app_id: app.id,
      })),
    )
    .toSorted((one, other) => (one.command < other.command ? -1 : 1));
}

/** All shortcuts that a person can take, in alphabetical order. */
export function shortcuts(apps: AppRow[]): Shortcut[] {
  return apps
    .flatMap((app) => app.manifest.shortcuts.map((shortcut) => ({ ...shortcut, app_id: app.id })))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
}
