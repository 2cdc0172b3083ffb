import type { App } from '@slack/bolt';
import type { Workspaces } from './workspaces.ts';

/** Hears that a workspace has put Botmint out, or taken back its token. */
export function listenToDepartures(app: App, workspaces: Workspaces): void {
  app.event('app_uninstalled', async ({ body }) => workspaces.leave(body.team_id));
  app.event('tokens_revoked', async ({ event, body }) => {
    if ((event.tokens.bot ?? []).length > 0) await workspaces.leave(body.team_id);
  });
}
