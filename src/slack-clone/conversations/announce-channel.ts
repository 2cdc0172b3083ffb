import * as channelMembers from '../store/channel-members.ts';
import * as channels from '../store/channels.ts';
import * as members from '../store/members.ts';
import type { Workspace } from '../workspace.ts';
import { shownChannel } from './channel.ts';

/**
 * Tells windows what has become of a channel: those of the people in it and, where it is public, everybody's who may
 * know of it. Each sees it as theirs.
 * @param newTo those who are told that they have it now, and not that it has changed
 */
export async function announceChannel(workspace: Workspace, id: string, newTo: string[] = []): Promise<void> {
  const { db, events, team } = workspace;
  const inside = await channelMembers.people(db, id);
  const channel = await channels.find(db, id, '');
  if (!channel) return;
  if (channel.kind === 'im') return announceDirect(workspace, id, inside);
  const outside = channel.kind === 'public' ? await outsiders(workspace, inside) : [];
  for (const [people, is_member] of [
    [inside, true],
    [outside, false],
  ] as const) {
    const shown = { ...shownChannel(channel, team.id), is_member, is_open: true };
    const told = new Set(newTo);
    const fresh = people.filter((each) => told.has(each));
    events.tell(fresh, { type: 'channel_opened', channel: shown });
    events.tell(
      people.filter((each) => !told.has(each)),
      { type: 'channel_changed', channel: shown },
    );
  }
}

/** `user` is the other one, for each of the two. */
async function announceDirect({ db, events, team }: Workspace, id: string, pair: string[]): Promise<void> {
  for (const person of pair) {
    const channel = await channels.find(db, id, person);
    if (channel) events.tell([person], { type: 'channel_opened', channel: shownChannel(channel, team.id) });
  }
}

async function outsiders({ db }: Workspace, inside: string[]): Promise<string[]> {
  const own = new Set(inside);
  const everybody = await members.people(db);
  return everybody
    .filter((each) => !own.has(each.id) && !each.is_restricted && !each.is_ultra_restricted)
    .map(({ id }) => id);
}
