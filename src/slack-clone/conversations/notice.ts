import type { Caller } from '../api/caller.ts';
import type { Workspace } from '../workspace.ts';
import { postMessage } from './post.ts';

/** What the workspace itself writes into a history when something was done to a channel. */
interface Notice {
  subtype: string;
  /** What follows the name of who did it. */
  text: string;
  /** As `topic` or `old_name`. */
  detail?: Record<string, string>;
}

/** A bot's too is no message of its app: it has no `bot_id`. */
export async function postNotice(
  workspace: Workspace,
  channelId: string,
  { userId }: Pick<Caller, 'userId'>,
  { text, ...notice }: Notice,
): Promise<void> {
  const author = { userId, botId: null, appId: null };
  await postMessage(workspace, channelId, author, { ...notice, text: `<@${userId}> ${text}`, blocks: null });
}
