import { SlackError } from '../api/error.ts';
import type { Call } from '../api/method.ts';
import { tellApps } from '../interactions/tell-apps.ts';
import { lockUntilCommit } from '../store/lock.ts';
import type { MessageRow } from '../store/messages.ts';
import * as reactions from '../store/reactions.ts';
import { tellChannel } from './announce.ts';
import { shownReactions } from './message.ts';

/** On one message: different emoji, and of one person. */
const MOST_EMOJI = 50;
const MOST_OF_ONE = 23;

/** As `thumbsup` or `wave::skin-tone-3`. Whether there is such an emoji is not known here. @throws invalid_name */
export function readName(raw: string): string {
  if (!/^[a-z0-9_+'-]{1,100}(::skin-tone-[2-6])?$/.test(raw)) throw new SlackError('invalid_name');
  return raw;
}

/** @throws already_reacted, too_many_emoji or too_many_reactions */
export async function addReaction(call: Call, row: MessageRow, name: string): Promise<void> {
  const { workspace, caller } = call;
  const { channel_id, ts } = row;
  const reaction = { channel_id, ts, name, member_id: caller.userId };
  await workspace.db.transaction().execute(async (db) => {
    // One after the other, so that no two are both the last that has room.
    await lockUntilCommit(db, `reactions to ${ts}`);
    const there = await reactions.on(db, [channel_id], [ts]);
    const mine = there.filter((each) => each.member_id === caller.userId);
    if (mine.some((each) => each.name === name)) throw new SlackError('already_reacted');
    if (mine.length >= MOST_OF_ONE) throw new SlackError('too_many_reactions');
    const emoji = new Set(there.map((each) => each.name));
    if (!emoji.has(name) && emoji.size >= MOST_EMOJI) throw new SlackError('too_many_emoji');
    await reactions.insert(db, reaction);
  });
  await announce(call, row, name, 'reaction_added');
}

/** One's own alone. @throws no_reaction */
export async function removeReaction(call: Call, row: MessageRow, name: string): Promise<void> {
  const { workspace, caller } = call;
  const { channel_id, ts } = row;
  const removed = await reactions.remove(workspace.db, { channel_id, ts, name, member_id: caller.userId });
  if (!removed) throw new SlackError('no_reaction');
  await announce(call, row, name, 'reaction_removed');
}

async function announce({ workspace, caller }: Call, row: MessageRow, reaction: string, type: string) {
  const { channel_id: channel, ts } = row;
  const standing = shownReactions(await reactions.on(workspace.db, [channel], [ts]));
  await tellChannel(workspace, channel, { type: 'reaction_changed', channel, ts, reactions: standing });
  const item = { type: 'message', channel, ts };
  tellApps(workspace, { type, user: caller.userId, reaction, item_user: row.member_id, item }, channel);
}
