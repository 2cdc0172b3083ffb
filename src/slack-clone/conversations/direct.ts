import type { Caller } from '../api/caller.ts';
import { SlackError } from '../api/error.ts';
import { newId } from '../ids.ts';
import { tellApps } from '../interactions/tell-apps.ts';
import { unixSeconds } from '../stamps.ts';
import * as channelMembers from '../store/channel-members.ts';
import * as channels from '../store/channels.ts';
import * as members from '../store/members.ts';
import type { MemberRow } from '../store/members.ts';
import type { Workspace } from '../workspace.ts';
import { announceChannel } from './announce-channel.ts';

/** In a direct message among several, beside the one who opens it. */
const MOST_OTHERS = 8;

/** The direct message of the caller and another one. Whoever did not have it before is told that it is there. */
export async function openDirect(
  workspace: Workspace,
  caller: Caller,
  otherId: string,
): Promise<{ id: string; made: boolean }> {
  const other = await findPeople(workspace, [otherId]);
  const id = newId('D', workspace.random);
  const opened = await open(workspace, caller, { id, kind: 'im', name: null }, other);
  if (opened.made) {
    const created = {
      id: opened.id,
      created: unixSeconds(workspace.clock.now()),
      is_im: true,
      user: otherId,
    };
    tellApps(workspace, { type: 'im_created', user: caller.userId, channel: created }, opened.id);
  }
  return opened;
}

/** @throws too_many_users, user_not_found or user_disabled */
export async function openAmong(
  workspace: Workspace,
  caller: Caller,
  otherIds: string[],
): Promise<{ id: string; made: boolean }> {
  if (otherIds.length > MOST_OTHERS) throw new SlackError('too_many_users');
  const others = await findPeople(workspace, otherIds);
  const names = [caller.userName, ...others.map(({ name }) => name)];
  const named = { id: newId('C', workspace.random), name: `mpdm-${names.join('--')}-1` };
  return open(workspace, caller, { ...named, kind: 'mpim' }, others);
}

async function findPeople({ db }: Workspace, ids: string[]): Promise<MemberRow[]> {
  const found = new Map((await members.findAll(db, ids)).map((each) => [each.id, each]));
  return ids.map((id) => {
    const member = found.get(id);
    if (!member) throw new SlackError('user_not_found');
    if (member.deleted) throw new SlackError('user_disabled');
    return member;
  });
}

/** In one transaction, so that nobody finds a direct message with nobody in it. */
async function open(
  workspace: Workspace,
  { userId }: Caller,
  channel: { id: string; kind: 'im' | 'mpim'; name: string | null },
  others: MemberRow[],
): Promise<{ id: string; made: boolean }> {
  const created_at = workspace.clock.now();
  const everybody = [...new Set([userId, ...others.map(({ id }) => id)])];
  const opened = await workspace.db.transaction().execute(async (db) => {
    const direct = await channels.openAmong(db, { ...channel, creator: userId, created_at }, everybody);
    if (direct.made) await channelMembers.add(db, [direct.id], everybody, created_at);
    return direct;
  });
  if (opened.made) await announceChannel(workspace, opened.id, everybody);
  return opened;
}
