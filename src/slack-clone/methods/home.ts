import { z } from 'zod';
import { SlackError } from '../api/error.ts';
import { defineMethod } from '../api/method.ts';
import { viewForApp } from '../blocks/shown-view.ts';
import { openDirect } from '../conversations/direct.ts';
import { deliverEvent } from '../interactions/deliver-event.ts';
import * as apps from '../store/apps.ts';
import { CLIENT } from './client.ts';

/** The app hears that somebody looks at it, and nobody waits for what it makes of that. */
export const clientOpenHome = defineMethod({
  name: 'client.openHome',
  tier: 't4',
  scopes: CLIENT,
  input: z.object({ app_id: z.string(), tab: z.enum(['home', 'messages']) }),
  async run({ workspace, caller }, { app_id, tab }) {
    const { userId } = caller;
    const app = await apps.find(workspace.db, app_id);
    if (!app) throw new SlackError('not_found');
    if (tab === 'home' && !app.manifest.homeTab) throw new SlackError('not_enabled');
    const direct = await openDirect(workspace, caller, app.bot_user_id);
    const home = tab === 'home' ? workspace.views.home({ userId, appId: app.id }) : undefined;
    void deliverEvent(workspace, app, {
      type: 'app_home_opened',
      user: userId,
      channel: direct.id,
      tab,
      ...(home && { view: viewForApp(workspace, home, app.bot_id) }),
    });
    return {};
  },
});
