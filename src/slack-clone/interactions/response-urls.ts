import { type Caller, windowOf } from '../api/caller.ts';
import { interactive } from '../blocks/block.ts';
import { type StateValues, valueOf } from '../blocks/state.ts';
import { findVisibleChannel } from '../conversations/channel.ts';
import { makeResponseUrl } from '../conversations/response-url.ts';
import type { AppRow } from '../store/apps.ts';
import type { OpenModal } from '../views.ts';
import type { Workspace } from '../workspace.ts';

interface Sent {
  app: AppRow;
  view: OpenModal;
  state: StateValues;
}

/** One for each menu of the form whose choice says where the app may answer, if the person may see that conversation. */
export async function responseUrls(workspace: Workspace, caller: Caller, { app, view, state }: Sent) {
  const urls: Record<string, string | undefined>[] = [];
  for (const { blockId, element } of interactive(view.content.blocks)) {
    const asks = element.type === 'conversations_select' || element.type === 'channels_select';
    if (!asks || element.response_url_enabled !== true) continue;
    const chosen = valueOf({ blockId, element }, state);
    const channel =
      typeof chosen === 'string' ? await findVisibleChannel(workspace, caller, chosen) : undefined;
    if (!channel) continue;
    const answering = {
      app,
      userId: caller.userId,
      window: windowOf(caller),
      channel: channel.id,
      original: null,
    };
    urls.push({
      block_id: blockId,
      action_id: element.action_id,
      channel_id: channel.id,
      response_url: await makeResponseUrl(workspace, 'app', answering),
    });
  }
  return urls;
}
