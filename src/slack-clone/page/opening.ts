/** Opens conversations, and what stands beside them. */
import type { Channel, HomeTab, OpenHome } from '../protocol.ts';
import { addressOf, list, readAddress } from './address.ts';
import { appIn } from './apps.ts';
import type { Desk } from './desk.ts';
import { followReading } from './marking.ts';
import { note } from './note.ts';
import { threadPlace } from './place.ts';
import { readAround, readChannels, readHistory } from './reading.ts';
import type { Browsing, Side } from './state.ts';

interface Wanted {
  /** What to see of it; where there is no home, it is the messages. */
  tab?: HomeTab;
  /** What stands beside it. Left out, it stays as it is in the channel that is open. */
  side?: Side | null;
}

export async function openChannel(desk: Desk, channel: string, wanted: Wanted = {}): Promise<void> {
  const hasHome = appIn(desk.store.get(), channel)?.home_tab_enabled ?? false;
  const tab = hasHome ? (wanted.tab ?? 'messages') : 'messages';
  const { side } = wanted;
  if (desk.store.get().open !== channel) desk.keepUnread.clear();
  desk.store.change({ type: 'opened', channel, tab, ...(side !== undefined && { side }) });
  keepAddress(desk);
  tellApp(desk);
  const readings = [];
  const { conversations } = desk.store.get();
  if (!conversations[channel]?.loaded) readings.push(readHistory(desk, channel));
  if (side?.kind === 'thread') readings.push(readThread(desk, channel, side.ts));
  await Promise.all(readings);
  followReading(desk);
}

async function readThread(desk: Desk, channel: string, ts: string): Promise<void> {
  const place = threadPlace(channel, ts);
  if (!desk.store.get().conversations[place]?.loaded) await readHistory(desk, place);
}

export const openThread = async (desk: Desk, channel: string, ts: string): Promise<void> =>
  openChannel(desk, channel, { side: { kind: 'thread', ts } });

/** What stands beside the open channel; null closes it. */
export function openSide(desk: Desk, side: Side | null): void {
  const { open } = desk.store.get();
  if (open !== null) void openChannel(desk, open, { side });
}

/** Shows what goes to and fro, beside whatever is open; shown already, puts it away. */
export function inspect(desk: Desk): void {
  const { open, side, tab, channels } = desk.store.get();
  const isShown = open !== null && side?.kind === 'inspector' && tab === 'messages';
  const beside = open ?? firstOf(channels)?.id;
  if (beside !== undefined) {
    void openChannel(desk, beside, { side: isShown ? null : { kind: 'inspector' } });
  }
}

/** Goes to a message, wherever it stands: it is scrolled to and marked. */
export async function openMessage(desk: Desk, channel: string, ts: string, thread?: string): Promise<void> {
  const isReply = thread !== undefined && thread !== ts;
  await openChannel(desk, channel, { side: isReply ? { kind: 'thread', ts: thread } : null });
  const place = isReply ? threadPlace(channel, thread) : channel;
  const isHere = () => desk.store.get().conversations[place]?.lines.some((line) => line.ts === ts) ?? false;
  if (!isReply && !isHere()) await readAround(desk, channel, ts);
  if (isHere()) desk.store.change({ type: 'looked for', change: { target: { place, ts } } });
  else note(desk, place, 'This message is not there any more: it was deleted.');
}

export function browse(desk: Desk, browsing: Browsing): void {
  desk.store.change({ type: 'browsed', browsing });
  keepAddress(desk);
  if (browsing === 'channels') void readChannels(desk);
}

/** An app that is looked at is told so. Whether it hears that changes nothing here, so nobody waits. */
export function tellApp(desk: Desk): void {
  const state = desk.store.get();
  const { open, tab } = state;
  const app = open === null ? undefined : appIn(state, open);
  if (!app) return;
  const opened: OpenHome = { app_id: app.app_id, tab };
  void desk.ask<{ ok: true }>('client.openHome', opened);
}

/** The direct conversation with a person, or an app: at its home, unless it has said something since. */
export async function openWith(desk: Desk, user: string): Promise<void> {
  const { channels, conversations, open, tab } = desk.store.get();
  const known = channels.find((channel) => channel.is_im && channel.user === user);
  if (known) {
    const isUnread = (conversations[known.id]?.unread ?? 0) > 0;
    const before = open === known.id ? tab : 'home';
    return openChannel(desk, known.id, { tab: isUnread ? 'messages' : before });
  }
  const answer = await desk.askWeb<{ ok: true; channel: { id: string } }>('conversations.open', {
    users: user,
  });
  if (!answer.ok) return;
  await readChannels(desk);
  await openChannel(desk, answer.channel.id, { tab: 'home' });
}

/** What the address asks for, else #general. Where one pane shows at a time it may ask for the list. */
export async function openFirst(desk: Desk): Promise<void> {
  if (await openAddress(desk)) return;
  const { channels } = desk.store.get();
  const general = firstOf(channels);
  const wantsList = isNarrow() && location.hash === list;
  if (general && !wantsList) await openChannel(desk, general.id);
  else desk.store.change({ type: 'left' });
}

function firstOf(channels: Channel[]): Channel | undefined {
  const mine = channels.filter((one) => one.is_channel && one.is_member && !one.is_archived);
  return mine.find(({ name }) => name === 'general') ?? mine[0];
}

/** False where the address names nothing that this person can see. */
async function openAddress(desk: Desk): Promise<boolean> {
  const address = readAddress(location.hash);
  if (address?.kind === 'browsing') {
    browse(desk, address.browsing);
    return true;
  }
  if (address?.kind !== 'channel') return false;
  const { channel, tab, side } = address;
  if (!desk.store.get().channels.some(({ id }) => id === channel)) return false;
  await openChannel(desk, channel, { tab, side });
  return true;
}

export function leave(desk: Desk): void {
  desk.store.change({ type: 'left' });
  keepAddress(desk);
}

function keepAddress(desk: Desk): void {
  const address = addressOf(desk.store.get());
  if (location.hash !== address) history.pushState(null, '', address);
}

/** Follows the browser's own way back. */
export function followWindow(desk: Desk): void {
  window.addEventListener('popstate', () => {
    const address = readAddress(location.hash);
    if (address === null || address.kind === 'list') desk.store.change({ type: 'left' });
    else void openAddress(desk);
  });
  window.addEventListener('focus', () => followReading(desk));
}

const isNarrow = (): boolean => matchMedia('(max-width: 759px)').matches;
