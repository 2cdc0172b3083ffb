import { SlackError } from '../api/error.ts';
import type { Call } from '../api/method.ts';
import { tellApps } from '../interactions/tell-apps.ts';
import { unixSeconds } from '../stamps.ts';
import { lockUntilCommit } from '../store/lock.ts';
import * as messages from '../store/messages.ts';
import type { MessageRow } from '../store/messages.ts';
import * as pins from '../store/pins.ts';
import type { PinRow } from '../store/pins.ts';
import type { Workspace } from '../workspace.ts';
import { tellChannel } from './announce.ts';
import { type ShownMessage, shownPin } from './message.ts';
import { permalink } from './permalink.ts';
import { showMessage, showMessages } from './show.ts';

const MOST = 100;

/** @throws already_pinned or too_many_pins */
export async function addPin(call: Call, row: MessageRow): Promise<void> {
  const { workspace, caller } = call;
  const { channel_id, ts } = row;
  const pin = { channel_id, ts, member_id: caller.userId, created_at: workspace.clock.now() };
  await workspace.db.transaction().execute(async (db) => {
    // One after the other, so that no two are both the hundredth.
    await lockUntilCommit(db, `pins of ${channel_id}`);
    if ((await pins.on(db, [channel_id], [ts])).length > 0) throw new SlackError('already_pinned');
    if ((await pins.count(db, channel_id)) >= MOST) throw new SlackError('too_many_pins');
    await pins.insert(db, pin);
  });
  await announce(call, row, pin, 'pin_added');
}

/** @throws no_pin */
export async function removePin(call: Call, row: MessageRow): Promise<void> {
  const pin = await pins.remove(call.workspace.db, row.channel_id, row.ts);
  if (!pin) throw new SlackError('no_pin');
  await announce(call, row, pin, 'pin_removed');
}

/** As pins.list gives them. */
export async function shownPins(workspace: Workspace, channelId: string): Promise<Record<string, unknown>[]> {
  const pinned = await pins.of(workspace.db, channelId);
  const stamps = pinned.map((pin) => pin.ts);
  const rows = pinned.length === 0 ? [] : await messages.findAll(workspace.db, [channelId], stamps);
  const shown = await showMessages(workspace, rows);
  const messageOf = new Map(shown.map((message) => [message.ts, message]));
  const rowOf = new Map(rows.map((row) => [row.ts, row]));
  return pinned.flatMap((pin) => {
    const [row, message] = [rowOf.get(pin.ts), messageOf.get(pin.ts)];
    return row && message ? itemOf(workspace, pin, row, message) : [];
  });
}

function itemOf(workspace: Workspace, pin: PinRow, row: MessageRow, message: ShownMessage) {
  return {
    type: 'message',
    created: unixSeconds(pin.created_at),
    created_by: pin.member_id,
    channel: pin.channel_id,
    message: { ...message, permalink: permalink(workspace.address, row) },
  };
}

async function announce({ workspace, caller }: Call, row: MessageRow, pin: PinRow, type: string) {
  const { channel_id: channel } = row;
  await tellChannel(workspace, channel, { type: 'pins_changed', channel });
  const pin_count = await pins.count(workspace.db, channel);
  const event = {
    type,
    user: caller.userId,
    channel_id: channel,
    item: itemOf(workspace, pin, row, await showMessage(workspace, row)),
    item_user: row.member_id,
    pin_count: String(pin_count),
    pinned_info: shownPin(pin).pinned_info,
    ...(type === 'pin_removed' && { has_pins: pin_count > 0 }),
  };
  tellApps(workspace, event, channel);
}
