import { z } from 'zod';
import type { DirectoryApp } from '../directory.ts';
import type { KnownApp } from '../store/apps.ts';

const words = z.string().optional().catch(undefined);
const list = z.array(
  z.looseObject({ name: z.string(), description: z.string().catch(''), type: z.string() }),
);

/** What of a manifest is for people to read: it is kept as it was given, and nothing of it has to be there. */
const Told = z.looseObject({
  display_information: z.looseObject({ description: words, long_description: words }).prefault({}),
  features: z.looseObject({ shortcuts: list.optional().catch(undefined) }).prefault({}),
});

/** An app as the directory shows it. @param installedBy undefined where it came with the workspace */
export function listedApp(app: KnownApp, installedBy: string | undefined): DirectoryApp {
  const { manifest, source } = app;
  const told = Told.safeParse(source ?? {});
  const { description = '', long_description } = told.data?.display_information ?? {};
  const shortcuts = told.data?.features.shortcuts;
  const installed = app.installed_at !== null;
  return {
    app_id: app.id,
    name: manifest.name,
    description,
    ...(long_description !== undefined && { long_description }),
    commands: manifest.commands.map(({ command, description: about, usage_hint }) => ({
      command,
      description: about,
      usage_hint,
    })),
    ...(shortcuts && {
      shortcuts: shortcuts.map(({ name, description: about, type }) => ({ name, description: about, type })),
    }),
    bot_scopes: manifest.botScopes,
    user_scopes: manifest.userScopes,
    installed,
    ...(installed && installedBy !== undefined && { installed_by: installedBy }),
    is_own: app.is_own,
    client_id: app.client_id ?? '',
    has_redirect: manifest.redirectUrls.length > 0,
  };
}
