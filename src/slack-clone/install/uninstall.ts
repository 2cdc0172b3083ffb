import type { Caller } from '../api/caller.ts';
import { type AppEvent, deliverEvent } from '../interactions/deliver-event.ts';
import * as apps from '../store/apps.ts';
import * as channelMembers from '../store/channel-members.ts';
import { lockUntilCommit } from '../store/lock.ts';
import * as members from '../store/members.ts';
import type { Database } from '../store/schema.ts';
import * as tokens from '../store/tokens.ts';
import type { Workspace } from '../workspace.ts';
import { announceApps } from './announce.ts';

type Ended = Awaited<ReturnType<typeof tokens.revokeOfApp>>;

/** Ends one token. With its bot's, an app loses its bot; with its last one, it is uninstalled. */
export async function revoke(
  workspace: Workspace,
  { tokenHash, kind, appId, userId }: Caller,
): Promise<void> {
  const { clock, events, db } = workspace;
  if (appId === null || kind === 'app') await tokens.revoke(db, tokenHash, clock.now());
  else {
    await end(workspace, appId, async (transaction) => {
      if (kind === 'bot') return tokens.revokeOfApp(transaction, appId, ['bot'], clock.now());
      await tokens.revoke(transaction, tokenHash, clock.now());
      return [{ kind, member_id: userId }];
    });
  }
  events.endOf(tokenHash.toString('hex'));
}

/** Takes an app out of the workspace, with all its tokens. It can be installed again. */
export async function uninstall(workspace: Workspace, appId: string): Promise<void> {
  await end(workspace, appId, (db) => tokens.revokeOfApp(db, appId, ['bot', 'user'], workspace.clock.now()));
}

async function end(
  workspace: Workspace,
  appId: string,
  endTokens: (db: Database) => Promise<Ended>,
): Promise<void> {
  // Read before: an app that is gone is told of it.
  const app = await apps.find(workspace.db, appId);
  const { ended, isGone } = await workspace.db.transaction().execute(async (db) => {
    await lockUntilCommit(db, `install ${appId}`);
    const revoked = await endTokens(db);
    const bot = revoked.find(({ kind }) => kind === 'bot');
    if (bot) {
      await members.update(db, bot.member_id, { deleted: true });
      await channelMembers.removeEverywhere(db, bot.member_id);
    }
    const last = !(await tokens.anyLive(db, appId));
    if (last) await apps.setUninstalled(db, appId);
    return { ended: revoked, isGone: last };
  });
  await announceApps(workspace);
  if (!app) return;
  const of = (wanted: string) => [
    ...new Set(ended.filter(({ kind }) => kind === wanted).map(({ member_id }) => member_id)),
  ];
  const told: AppEvent[] = [{ type: 'tokens_revoked', tokens: { oauth: of('user'), bot: of('bot') } }];
  if (isGone) told.push({ type: 'app_uninstalled' });
  for (const event of told) void deliverEvent(workspace, app, event);
}
