/** Opens conversations. The address says which one, so that a reload and the way back lead there. */
import type { HomeTab, OpenHome } from '../protocol.ts';
import { appIn } from './apps.ts';
import type { Desk } from './desk.ts';
import { readChannels, readHistory } from './reading.ts';
import { isRead } from './workspace.ts';

/** The address of no conversation: where the way back leads. */
const list = '#/';

/** @param wanted what to see of it; where there is no home, it is the messages. */
export async function openChannel(desk: Desk, channel: string, wanted: HomeTab = 'messages'): Promise<void> {
  const hasHome = appIn(desk.store.get(), channel)?.home_tab_enabled ?? false;
  const tab = hasHome ? wanted : 'messages';
  desk.store.change({ type: 'opened', channel, tab });
  const address = tab === 'home' ? `#/${channel}/home` : `#/${channel}`;
  if (location.hash !== address) history.pushState(null, '', address);
  tellApp(desk);
  if (!desk.store.get().conversations[channel]?.loaded) await readHistory(desk, channel);
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
    return openChannel(desk, known.id, isUnread ? 'messages' : before);
  }
  const answer = await desk.askWeb<{ ok: true; channel: { id: string } }>('conversations.open', {
    users: user,
  });
  if (!answer.ok) return;
  await readChannels(desk);
  await openChannel(desk, answer.channel.id, 'home');
}

/** What the address asks for, else #general. Where one pane shows at a time it may ask for the list. */
export async function openFirst(desk: Desk): Promise<void> {
  const { channels } = desk.store.get();
  const address = inAddress();
  const wanted = channels.find(({ id }) => id === address?.channel);
  const general = channels.find(({ name }) => name === 'general') ?? channels.find((one) => one.is_channel);
  const first = wanted ?? (isNarrow() && location.hash === list ? undefined : general);
  if (first) await openChannel(desk, first.id, address?.tab);
  else desk.store.change({ type: 'left' });
}

export function leave(desk: Desk): void {
  desk.store.change({ type: 'left' });
  history.pushState(null, '', list);
}

/** Follows the browser's own way back, and marks what is open as read when the window is looked at again. */
export function followWindow(desk: Desk): void {
  window.addEventListener('popstate', () => {
    const address = inAddress();
    if (address === null) desk.store.change({ type: 'left' });
    else if (desk.store.get().channels.some(({ id }) => id === address.channel))
      void openChannel(desk, address.channel, address.tab);
  });
  window.addEventListener('focus', () => {
    const state = desk.store.get();
    const { open } = state;
    if (open !== null && isRead(state, open)) desk.store.change({ type: 'watched', channel: open });
  });
}

function inAddress(): { channel: string; tab: HomeTab } | null {
  const found = /^#\/([CDG][A-Z0-9]+)(\/home)?$/.exec(location.hash);
  return found ? { channel: found[1] ?? '', tab: found[2] ? 'home' : 'messages' } : null;
}

const isNarrow = (): boolean => matchMedia('(max-width: 759px)').matches;
