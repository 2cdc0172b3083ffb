import { z } from 'zod';
import { flag, timestamp } from '../api/argument.ts';
import { hashOf } from '../api/caller.ts';
import { SlackError } from '../api/error.ts';
import { newUrlSecret } from '../ids.ts';
import { type AppRow, find as findApp } from '../store/apps.ts';
import * as responseUrls from '../store/response-urls.ts';
import type { ResponseUrlRow } from '../store/response-urls.ts';
import type { Workspace } from '../workspace.ts';
import { type Content, contentFields, readContent } from './content.ts';
import { changeMessage, deleteEphemeral, deleteMessage, postMessage, showEphemeral } from './post.ts';

/** Milliseconds: half an hour. */
const LIFETIME = 30 * 60_000;

/** What an app answers to a command or a press, in its acknowledgement or at the response_url. */
export type Response = z.infer<typeof Response>;
export const Response = z.object({
  ...contentFields,
  response_type: z.enum(['ephemeral', 'in_channel']).default('ephemeral').catch('ephemeral'),
  replace_original: flag.default(false),
  delete_original: flag.default(false),
  thread_ts: timestamp.optional(),
});

/** Where an answer may go: to whom, and which message it answers to, if any. */
export interface Answering {
  app: AppRow;
  userId: string;
  /** Where that person asked: what only they see of the answer is shown there. Undefined: not known any more. */
  window: string | undefined;
  channel: string;
  original: { ts: string; ephemeral: boolean } | null;
}

/** @param folder as in Slack's own addresses; `app` is a form's. */
export async function makeResponseUrl(
  workspace: Workspace,
  folder: 'commands' | 'actions' | 'app',
  { app, userId, window, channel, original }: Answering,
): Promise<string> {
  const secret = newUrlSecret(workspace.random);
  await responseUrls.insert(workspace.db, {
    hash: hashOf(secret),
    app_id: app.id,
    member_id: userId,
    window_key: window ?? null,
    channel_id: channel,
    message_ts: original?.ts ?? null,
    ephemeral: original?.ephemeral ?? false,
    expires_at: new Date(workspace.clock.now().getTime() + LIFETIME),
  });
  return `${workspace.address.url}/${folder}/${workspace.team.id}/${secret}`;
}

/**
 * What comes in at a response_url. The body is read before the use is counted, as a refused one costs none.
 * @param by is told whose it is, as soon as that is known
 */
export async function answerAt(
  workspace: Workspace,
  secret: string,
  body: unknown,
  by: { app_id: string | null; user_id: string | null },
): Promise<void> {
  const parsed = Response.safeParse(body);
  if (!parsed.success) throw new SlackError('invalid_arguments');
  const content = parsed.data.delete_original ? null : readContent(parsed.data, workspace.random);
  const url = await spend(workspace, hashOf(secret));
  const app = await findApp(workspace.db, url.app_id);
  if (!app) throw new SlackError('expired_url');
  Object.assign(by, { app_id: app.id, user_id: app.bot_user_id });
  const original = url.message_ts === null ? null : { ts: url.message_ts, ephemeral: url.ephemeral };
  const answering = {
    app,
    userId: url.member_id,
    window: url.window_key ?? undefined,
    channel: url.channel_id,
    original,
  };
  await answer(workspace, answering, parsed.data, content);
}

/** An acknowledgement that says something. */
export async function acknowledge(
  workspace: Workspace,
  answering: Answering,
  response: Response,
): Promise<void> {
  await answer(workspace, answering, response, readContent(response, workspace.random));
}

/** @param content null: nothing is said, the original goes. */
async function answer(
  workspace: Workspace,
  answering: Answering,
  response: Response,
  content: Content | null,
): Promise<void> {
  if (content === null) return removeOriginal(workspace, answering);
  const { app, channel, userId, window, original } = answering;
  const author = { userId: app.bot_user_id, botId: app.bot_id, appId: app.id };
  if (original && response.replace_original) {
    if (original.ephemeral)
      showEphemeral(workspace, { channel, userId, window, author }, content, original.ts);
    else {
      // The original is replaced as a whole, with what hung below it.
      const edit = { ...content, attachments: content.attachments ?? null, by: author.userId };
      if (!(await changeMessage(workspace, channel, original.ts, edit)))
        throw new SlackError('message_not_found');
    }
    return;
  }
  const isPrivate = response.response_type === 'ephemeral';
  if (isPrivate) showEphemeral(workspace, { channel, userId, window, author }, content);
  else await postMessage(workspace, channel, author, { ...content, thread_ts: response.thread_ts });
}

/** An answer to a command has no original, and then there is nothing to take away. */
async function removeOriginal(workspace: Workspace, answering: Answering): Promise<void> {
  const { channel, userId, window, original } = answering;
  if (!original) return;
  if (original.ephemeral) deleteEphemeral(workspace, { channel, userId, window }, original.ts);
  else await deleteMessage(workspace, channel, original.ts);
}

/** @throws expired_url or used_url */
async function spend(workspace: Workspace, hash: Buffer): Promise<ResponseUrlRow> {
  const now = workspace.clock.now();
  const url = await responseUrls.use(workspace.db, hash, now);
  if (url) return url;
  const refused = await responseUrls.find(workspace.db, hash);
  throw new SlackError(refused && refused.expires_at > now ? 'used_url' : 'expired_url');
}
